import type { FileContext } from '../core/rule.ts';
import type { Positions } from './positions.ts';

/** A job file, open or not, as it is at one moment: enough to find places in it and to change it. */
export interface FileView {
	readonly uri: string;
	/** Of the open document; null for a file that is not open. */
	readonly version: number | null;
	readonly context: FileContext;
	readonly positions: Positions;
}
