// The command's first file: as small as it can be, so that `--version` and the language server start at once.
declare const TOOL_VERSION: string;

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
	process.stdout.write(`${TOOL_VERSION}\n`);
} else if (first === 'lsp' && !process.argv.includes('--help') && !process.argv.includes('-h')) {
	void import('../server/node.ts');
} else {
	void import('./main.ts');
}
