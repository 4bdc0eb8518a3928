// The command's first file: as small as it can be, so that `--version` and the language server start at once.
declare const TOOL_VERSION: string;
/** Of the file with the command; empty where that stands in parts, beside the server that shares them. */
declare const COMMAND_HASH: string;

const [first = ''] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
	process.stdout.write(`${TOOL_VERSION}\n`);
} else if (first === 'lsp' && !process.argv.includes('--help') && !process.argv.includes('-h')) {
	void import('../server/node.ts');
} else if (COMMAND_HASH === '') {
	void import('./main.ts');
} else {
	const part = /^[a-z]+$/.test(first) ? first : 'other';
	const program = { file: `${import.meta.dirname}/main.cjs`, hash: COMMAND_HASH, part };
	void import('./code-cache.ts').then(({ runWithCodeCache }) => runWithCodeCache(program));
}
