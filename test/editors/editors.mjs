// The editors there are: what installs each, and what tests it then.
import { needChromium } from './browser.mjs';
import { installed, NEWEST, needPackages, OLDEST } from './code-server.mjs';
import { debian13 } from './debian-13.mjs';
import { helix } from './helix.mjs';
import { needDebian } from './programs.mjs';
import { emacs, neovim, newerEmacs, newerNeovim } from './terminal-editors.mjs';
import { oldVsCode, vsCode } from './vscode.mjs';
import { webVsCode } from './web.mjs';
import { here } from './workspace.mjs';

/** For the windows of VS Code: a browser that looks at them, its driver, and the version. */
const windows = (...releases) =>
	async function install() {
		await needChromium();
		await needPackages(here);
		for (const release of releases) await installed(release);
	};

export const EDITORS = {
	neovim: { title: 'Neovim', install: () => needDebian('nvim', 'neovim'), test: neovim },
	emacs: {
		title: 'Emacs, eglot',
		install: () => needDebian('emacs', 'emacs-nox', 'elpa-eglot'),
		test: emacs,
	},
	helix: { title: 'Helix', install: withDebian13, test: helix },
	'neovim-newer': { title: 'Neovim of Debian 13', install: debian13, test: newerNeovim },
	'emacs-newer': { title: 'Emacs of Debian 13, eglot', install: debian13, test: newerEmacs },
	vscode: { title: 'VS Code', install: windows(NEWEST), test: vsCode },
	'vscode-oldest': { title: 'VS Code, the oldest', install: windows(OLDEST), test: oldVsCode },
	'vscode-web': { title: 'VS Code in a browser', install: windows(), test: webVsCode },
};

/** Those that a new machine installs and runs in CI's time; VS Code's packages alone take it 100 s. */
export const IN_CI = ['neovim', 'emacs', 'helix'];

async function withDebian13() {
	await needDebian('tmux', 'tmux');
	await debian13();
}
