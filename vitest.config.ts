import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: [
			'{core,stores,deploy,emulator,files,targets,cli,action,server,extension,scripts,test}/**/*.test.ts',
		],
		testTimeout: 20_000,
		hookTimeout: 20_000,
		pool: 'threads',
		// Much of it waits for processes of its own; by default one core would stay idle.
		maxWorkers: '100%',
	},
});
