import type { DocumentHighlight, Location } from 'vscode-languageserver-protocol';
import type { FileContext } from '../../core/rule.ts';
import type { FileView } from '../file-view.ts';
import type { Positions } from '../positions.ts';
import { contentSpan, type Name, type Occurrence, occurrencesIn } from './names.ts';

/** `DocumentHighlightKind.Read` and `.Write`. */
const READ = 2;
const WRITE = 3;

/** Every place of a name in these files. */
export function locationsOf(
	name: Name,
	views: readonly FileView[],
	fits: (occurrence: Occurrence) => boolean,
): Location[] {
	return views.flatMap(({ uri, context, positions }) =>
		occurrencesIn(context, name)
			.filter(fits)
			.map(({ node }) => ({ uri, range: positions.range(contentSpan(node)) })),
	);
}

/**
 * Where a name is defined: an alias at its declaration, a job where its id stands. A source is defined in the store,
 * which is nowhere here; it leads to the declaration it belongs to.
 */
export function definitionsOf(name: Name, views: readonly FileView[], own: FileView): Location[] {
	if (name.kind !== 'source') return locationsOf(name, views, ({ isDefinition }) => isDefinition);
	const declaration = name.job.secrets.declarations.find(({ source }) => source === name.node);
	if (declaration === undefined) return [];
	return [{ uri: own.uri, range: own.positions.range(contentSpan(declaration.member.key)) }];
}

/** The places of a name in the document it was pointed at in. */
export function highlightsOf(name: Name, context: FileContext, positions: Positions): DocumentHighlight[] {
	return occurrencesIn(context, name).map(({ node, isDefinition }) => ({
		range: positions.range(contentSpan(node)),
		kind: isDefinition ? WRITE : READ,
	}));
}
