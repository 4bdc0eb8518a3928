import type { Span } from '../core/text.ts';

/** Why the files are not taken to a cluster. */
export interface DesiredRefusal {
	readonly kind:
		| 'findings'
		| 'unresolved-variable'
		/** A schedule that stands by itself, so that nobody knows whose it is. */
		| 'lone-schedule'
		/** The files belong to different configs, each with a target of its own. */
		| 'several-configs';
	readonly file: string | null;
	readonly pointer: string | null;
	/** UTF-16 offsets into the file. */
	readonly span: Span | null;
	readonly message: string;
}
