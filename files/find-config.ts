import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CONFIG_FILE_NAME } from '../core/project.ts';
import { absolutePath } from './paths.ts';

/** The settings file that counts in a folder: the nearest one upwards; undefined where there is none. */
export function findConfig(folder: string): string | undefined {
	for (let at = folder; ; at = dirname(at)) {
		const path = absolutePath(at, CONFIG_FILE_NAME);
		if (isFile(path)) return path;
		if (dirname(at) === at) return undefined;
	}
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
