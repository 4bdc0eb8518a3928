export function actionBundle(): Promise<{
	files: Map<string, Uint8Array>;
	packages: Map<string, number>;
}>;
