import type { Plugin } from 'esbuild';

export function withoutRuleDocs(): Plugin;
export function stripped(text: string): string;
