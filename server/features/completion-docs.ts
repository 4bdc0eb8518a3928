import type { CompletionItem } from 'vscode-languageserver-protocol';
import { parseCron } from '../../core/cron.ts';
import { JOB } from '../../core/definition/job.ts';
import { SCHEDULE } from '../../core/definition/schedule.ts';
import { type ObjectType, type Property, propertyOf, type Type } from '../../core/definition/type.ts';
import type { Client } from '../capabilities.ts';
import { aboutCron } from './about-cron.ts';
import { aboutProperty } from './about-property.ts';
import { offsetText } from './about-timezone.ts';
import { MARKDOWN, type Markup, PLAIN_TEXT } from './markup.ts';

/** What an item's documentation is made of when a client asks for it. Comes back from the client: any of it may be unsound. */
export type About =
	| { readonly about: 'property'; readonly holder: string; readonly name: string; readonly value?: string }
	| { readonly about: 'cron'; readonly text: string; readonly timezone: string }
	| { readonly about: 'timezone'; readonly id: string };

/** Adds the documentation to an item. `now`: ms since 1970. */
export function resolveCompletion(item: CompletionItem, now: number, client: Client): CompletionItem {
	const formats: readonly unknown[] =
		client.announced.textDocument?.completion?.completionItem?.documentationFormat ?? [];
	const markup = Array.isArray(formats) && formats.includes('markdown') ? MARKDOWN : PLAIN_TEXT;
	const paragraphs = paragraphsOf(item.data, now, markup);
	return paragraphs.length === 0 ? item : { ...item, documentation: markup.content(paragraphs) };
}

function paragraphsOf(data: unknown, now: number, markup: Markup): readonly string[] {
	switch (textIn(data, 'about')) {
		case 'property':
			return ofProperty(textIn(data, 'holder'), textIn(data, 'name'), textIn(data, 'value'), markup);
		case 'cron': {
			const parsed = parseCron(textIn(data, 'text'));
			return parsed.ok ? aboutCron(parsed.cron, textIn(data, 'timezone'), now, markup) : [];
		}
		case 'timezone':
			return [offsetText(textIn(data, 'id'), now)];
		default:
			return [];
	}
}

function ofProperty(holder: string, name: string, value: string, markup: Markup): readonly string[] {
	const type = OBJECTS.get(holder);
	const property = type && propertyOf(type, name);
	if (property === undefined) return [];
	const chosen =
		property.type.kind === 'string' ? property.type.values?.find(known => known.value === value) : undefined;
	return chosen === undefined ? aboutProperty(property, markup) : [markup.prose(chosen.description)];
}

/** Every object of the definition, by its title. */
const OBJECTS: ReadonlyMap<string, ObjectType> = new Map(
	[...objectsIn(JOB), ...objectsIn(SCHEDULE)].map(type => [type.title, type]),
);

function objectsIn(type: Type): readonly ObjectType[] {
	switch (type.kind) {
		case 'object':
			return [type, ...type.properties.flatMap((property: Property) => objectsIn(property.type))];
		case 'array':
			return objectsIn(type.items);
		case 'map':
			return objectsIn(type.values);
		case 'env-value':
			return [type.reference];
		default:
			return [];
	}
}

function textIn(value: unknown, name: string): string {
	if (typeof value !== 'object' || value === null) return '';
	const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
	return typeof found === 'string' ? found : '';
}
