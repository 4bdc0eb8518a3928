import type { DocumentLink } from 'vscode-languageserver-protocol';
import { memberOf, type StringNode, valueIn } from '../../core/json.ts';
import { docsUrl } from '../../core/project.ts';
import type { FileContext } from '../../core/rule.ts';
import type { Positions } from '../positions.ts';
import { contentSpan } from './names.ts';

/** Artifacts that can be looked at in a browser, and what has to be installed for `secrets` to do anything. */
export function documentLinks({ units }: FileContext, positions: Positions): DocumentLink[] {
	const links: DocumentLink[] = [];
	const add = (node: StringNode, target: string, tooltip: string): void => {
		links.push({ range: positions.range(contentSpan(node)), target, tooltip });
	};
	for (const unit of units) {
		const run = unit.kind === 'job' ? unit.job.run : undefined;
		if (run === undefined) continue;
		const artifacts = valueIn(run, 'artifacts');
		for (const artifact of artifacts?.kind === 'array' ? artifacts.items : []) {
			const uri = valueIn(artifact, 'uri');
			if (uri?.kind === 'string' && isWebAddress(uri)) add(uri, uri.value, 'Open the artifact');
		}
		const secrets = memberOf(run, 'secrets');
		if (secrets !== undefined) add(secrets.key, docsUrl('secrets-not-delivered'), 'What delivers secrets');
	}
	return links;
}

/** A name with a password in it is nobody's to click. */
function isWebAddress({ value, rendered }: StringNode): boolean {
	return rendered !== true && /^https?:\/\/[^\s@/]+(?:\/\S*)?$/i.test(value);
}
