import type { BuildOptions } from 'esbuild';

export const server: BuildOptions;
export const browserServer: BuildOptions;
