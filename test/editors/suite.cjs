// Runs inside the extension host, of a desktop's VS Code and of a browser's: run() with the real API. It is one file
// without imports but `vscode`: a browser's host loads nothing else.
const vscode = require('vscode');

/** In a browser there are no files but open ones, no config and no processes. */
const isWeb = vscode.env.uiKind === vscode.UIKind.Web && vscode.env.remoteName === undefined;
const results = [];

async function check(name, act) {
	try {
		const seen = await act();
		results.push({ name, passed: seen === true, shown: seen === true ? undefined : seen });
	} catch (error) {
		results.push({ name, passed: false, shown: String(error?.message ?? error) });
	}
}

/** Asks until the answer is true or the time is over; gives the last answer. */
async function until(ask, ms = 15_000) {
	const end = Date.now() + ms;
	for (;;) {
		const seen = await ask();
		if (seen === true || Date.now() > end) return seen;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
}

const folder = () => vscode.workspace.workspaceFolders[0].uri;
const file = path => vscode.Uri.joinPath(folder(), path);
const codeOf = ({ code }) => (typeof code === 'object' ? code.value : code);
const codes = uri => vscode.languages.getDiagnostics(uri).map(codeOf);
const same = (seen, wanted) =>
	(seen.length === wanted.length && wanted.every(code => seen.includes(code))) || JSON.stringify(seen);

function placeOf(document, text, behind = 0) {
	const at = document.getText().indexOf(text);
	if (at < 0) throw new Error(`no ${text}`);
	return document.positionAt(at + behind);
}

async function open(path) {
	const document = await vscode.workspace.openTextDocument(file(path));
	await vscode.window.showTextDocument(document);
	return document;
}

async function exists(uri) {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return `${uri.path} is not there`;
	}
}

exports.run = async () => {
	const load = await open('jobs/etl/load.json');
	const found = ['secret-undeclared', 'secret-unused', 'value-too-small', 'schedule-dst'];
	await check('diagnostics of an open file, each once', () => until(() => same(codes(load.uri), found)));
	await check('its language stays json', () => load.languageId === 'json' || load.languageId);
	await check('the extension is active', async () => {
		const extension = vscode.extensions.getExtension('metronome-jobs.metronome-jobs');
		return until(() => extension?.isActive ?? 'not there');
	});
	await check('a code leads to its page', () => {
		const [first] = vscode.languages.getDiagnostics(load.uri);
		return /^https:.*\/docs\/rules\//.test(String(first?.code?.target)) || JSON.stringify(first?.code);
	});
	if (!isWeb) {
		await check('diagnostics of a file that is not open', () =>
			until(() => same(codes(file('jobs/report/daily.json')), ['secret-missing'])),
		);
		await check('completion of a source from the store, of the spaces of the job', async () => {
			const at = placeOf(load, '"source": ""', '"source": "'.length);
			const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', load.uri, at);
			const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
			return (labels.includes('tide/etl/api-token') && !labels.includes('tide/report/mail')) || labels;
		});
	}
	await check('completion of an alias', async () => {
		const at = placeOf(load, 'api-tokn', 3);
		const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', load.uri, at);
		const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
		return labels.includes('api-token') || labels;
	});
	await check('hover of a cron expression', async () => {
		const at = placeOf(load, '30 2 * * *', 2);
		const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', load.uri, at);
		const text = hovers
			.flatMap(({ contents }) => contents.map(content => content.value ?? content))
			.join('\n');
		return (/02:30/.test(text) && /Next runs/.test(text)) || text;
	});
	await check('code lenses count uses, tell the next run, and run in the emulator', async () => {
		const lenses = await until(async () => {
			const seen = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', load.uri, 50);
			return seen.length > 0 ? true : seen;
		}).then(() => vscode.commands.executeCommand('vscode.executeCodeLensProvider', load.uri, 50));
		const titles = lenses.map(({ command }) => command?.title ?? '');
		const wanted = [/^1 use$/, /^not used$/, /^next run in/, ...(isWeb ? [] : [/^Run in the emulator$/])];
		return wanted.every(pattern => titles.some(title => pattern.test(title))) || titles;
	});
	await check('inlay hints say a cron expression in words', async () => {
		const whole = new vscode.Range(0, 0, load.lineCount, 0);
		const hints = await vscode.commands.executeCommand('vscode.executeInlayHintProvider', load.uri, whole);
		const labels = hints.map(({ label }) =>
			typeof label === 'string' ? label : label.map(part => part.value).join(''),
		);
		return labels.some(label => /02:30/.test(label)) || labels;
	});
	await check('the definition of an alias', async () => {
		const at = placeOf(load, '"database" }', 3);
		const places = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', load.uri, at);
		const line = placeOf(load, '"database": {').line;
		return (
			places.some(place => (place.range ?? place.targetRange).start.line === line) || JSON.stringify(places)
		);
	});
	await check('rename of an alias and its uses', async () => {
		const at = placeOf(load, '"database": {', 3);
		const edit = await vscode.commands.executeCommand(
			'vscode.executeDocumentRenameProvider',
			load.uri,
			at,
			'main-db',
		);
		const edits = edit.get(load.uri);
		return (
			(edits.length === 2 && edits.every(({ newText }) => newText.includes('main-db'))) ||
			JSON.stringify(edits)
		);
	});
	await check('a quick fix mends a mistake', async () => {
		const at = placeOf(load, 'api-tokn', 3);
		const actions = await vscode.commands.executeCommand(
			'vscode.executeCodeActionProvider',
			load.uri,
			new vscode.Range(at, at),
			vscode.CodeActionKind.QuickFix.value,
			10,
		);
		const fix = actions.find(({ title }) => title === "Refer to 'api-token'");
		if (fix?.edit === undefined) return actions.map(({ title }) => title);
		await vscode.workspace.applyEdit(fix.edit);
		return until(() => same(codes(load.uri), ['value-too-small', 'schedule-dst']));
	});
	await check("VS Code's own JSON support does the formatting and the outline, alone", async () => {
		const symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', load.uri);
		const names = symbols.map(({ name }) => name);
		const options = { tabSize: 2, insertSpaces: true };
		const edits = await vscode.commands.executeCommand(
			'vscode.executeFormatDocumentProvider',
			load.uri,
			options,
		);
		return (new Set(names).size === names.length && Array.isArray(edits)) || names;
	});
	await check('another JSON file is left alone', async () => {
		const other = await open('names.json');
		await new Promise(resolve => setTimeout(resolve, 300));
		return codes(other.uri).length === 0 || codes(other.uri);
	});
	await check('a config may hold comments, and its schema is known', async () => {
		const config = await open('metronome-jobs.json');
		return config.languageId === 'jsonc' || config.languageId;
	});
	await check('a new job from a template, ready to be filled in', async () => {
		const uri = file('jobs/fresh.json');
		await vscode.commands.executeCommand(
			'metronome-jobs.newJob',
			'tide.fresh',
			'job with secret variable',
			uri,
		);
		const document = vscode.window.activeTextEditor.document;
		const job = JSON.parse(document.getText());
		return (document.uri.path === uri.path && job.id === 'tide.fresh') || document.getText();
	});
	await check('a template has no mistakes but what is to be filled in', async () => {
		const { document } = vscode.window.activeTextEditor;
		await new Promise(resolve => setTimeout(resolve, 500));
		return codes(document.uri).every(code => code === 'secret-missing') || codes(document.uri);
	});
	await check('the whole workspace is checked on command', async () => {
		await vscode.commands.executeCommand('metronome-jobs.checkWorkspace');
		return true;
	});
	await check('the server starts again on command', async () => {
		await vscode.commands.executeCommand('metronome-jobs.restartServer');
		return until(() => same(codes(load.uri), ['value-too-small', 'schedule-dst']));
	});
	await check('the commands that run something are there, or absent in a browser', async () => {
		const all = await vscode.commands.getCommands(true);
		const both = ['metronome-jobs.plan', 'metronome-jobs.runInEmulator'].every(name => all.includes(name));
		return both === !isWeb || `there: ${both}`;
	});
	if (!isWeb) {
		await check('a job runs in the emulator', async () => {
			const uri = file('jobs/mark.json');
			await vscode.commands.executeCommand('metronome-jobs.runInEmulator', uri.toString(), 'tide.mark');
			return until(() => exists(file('ran.txt')), 30_000);
		});
		await check('a plan against a target begins in a terminal', async () => {
			await open('jobs/mark.json');
			await vscode.commands.executeCommand('metronome-jobs.plan', 'staging');
			return vscode.window.terminals.some(({ name }) => name === 'Plan: staging');
		});
		await check(
			'a run is in a terminal of its own',
			() =>
				vscode.window.terminals.some(({ name }) => name === 'Run: tide.mark') ||
				vscode.window.terminals.map(({ name }) => name),
		);
	}
	const text = JSON.stringify({ version: vscode.version, results });
	if (isWeb) console.log(`RESULTS ${text}`);
	else await vscode.workspace.fs.writeFile(file('results.json'), new TextEncoder().encode(text));
};
