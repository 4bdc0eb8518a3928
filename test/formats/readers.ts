import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

/** Reads the output of a format as its consumers do, against the schemas beside this file. */

function schemaText(name: string): string {
	return readFileSync(join(import.meta.dirname, 'schemas', name), 'utf8');
}

const ajv = new Ajv({
	strict: false,
	allErrors: true,
	// A pattern of the SARIF schema has a bare bracket, which is an error with the `u` flag.
	unicodeRegExp: false,
	formats: {
		uri: /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i,
		// RFC 3986, as far as it matters here: nothing unescaped that has no place in a URI.
		'uri-reference': /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[0-9A-F]{2})*$/i,
		'date-time': /^\d{4}-\d{2}-\d{2}T/,
	},
});

/** What a JSON text has wrong by a schema of this folder; empty: nothing. */
export function jsonProblems(text: string, schema: string): string[] {
	const validate =
		ajv.getSchema(schema) ?? ajv.addSchema(draft7(schemaText(schema)), schema).getSchema(schema);
	if (validate === undefined) throw new Error(`no schema ${schema}`);
	if (validate(JSON.parse(text))) return [];
	return (validate.errors ?? []).map(error => `${error.instancePath}: ${error.message}`);
}

/** Draft 4 names the identity of a schema `id`; nothing else that these schemas use has changed since. */
function draft7(text: string): Record<string, unknown> {
	const { id, $schema, ...rest } = JSON.parse(text);
	return { ...rest, ...(id === undefined ? {} : { $id: id }) };
}

/** What an XML text has wrong by a schema of this folder; throws where it is not well-formed. */
export function xmlProblems(text: string, schema: string): string[] {
	using document = XmlDocument.fromString(text);
	using schemaDocument = XmlDocument.fromString(schemaText(schema));
	using validator = XsdValidator.fromDoc(schemaDocument);
	try {
		validator.validate(document);
		return [];
	} catch (error) {
		if (error instanceof XmlValidateError) return error.details.map(detail => detail.message);
		throw error;
	}
}

/** The values that an XPath expression selects in an XML text. */
export function xmlValues(text: string, path: string): string[] {
	using document = XmlDocument.fromString(text);
	return document.find(path).map(node => ('value' in node ? String(node.value) : node.content));
}

export interface WorkflowCommand {
	readonly name: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly message: string;
}

/**
 * Reads a line of a log as the runner does (actions/runner, ActionCommand.cs): first the form `::name k=v::message` at
 * the beginning of the line, then the old form `##[name k=v]message` anywhere in it.
 */
export function workflowCommand(line: string): WorkflowCommand | null {
	const match =
		/^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/.exec(line) ??
		/##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/.exec(line);
	if (match === null) return null;
	const [, name = '', list = '', data = ''] = match;
	const pairs = list.split(',').flatMap(pair => {
		const at = pair.indexOf('=');
		return at < 0 ? [] : [[pair.slice(0, at), unescapedProperty(pair.slice(at + 1))]];
	});
	return { name, properties: Object.fromEntries(pairs), message: unescapedData(data) };
}

function unescapedData(text: string): string {
	return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapedProperty(text: string): string {
	return text
		.replaceAll('%0D', '\r')
		.replaceAll('%0A', '\n')
		.replaceAll('%3A', ':')
		.replaceAll('%2C', ',')
		.replaceAll('%25', '%');
}
