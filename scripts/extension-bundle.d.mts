import type { BuildOptions, BuildResult } from 'esbuild';

export const nodeClient: BuildOptions;
export const browserClient: BuildOptions;
export function extensionBundle(built: readonly BuildResult[]): Promise<void>;
