import type { BuildOptions } from 'esbuild';

export const nodeClient: BuildOptions;
export const browserClient: BuildOptions;
export function extensionBundle(): Promise<void>;
