import type { FileCheck } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import { fingerprints, type Unsigned } from '../core/fingerprint.ts';
import { docsUrl } from '../core/project.ts';
import type { ByteProblem } from './decode.ts';

/** What only the bytes of a file show; to a person it is a mistake of syntax like any other. */
const CODE = 'syntax';

/** The findings of a file, with that about its bytes. Metronome's reader refuses what it cannot decode. */
export function withByteProblem(check: FileCheck, problem: ByteProblem | undefined): readonly Finding[] {
	if (problem === undefined || isBehind(check, problem.offset)) return check.findings;
	const message = `${problem.message}: Metronome refuses the whole body. Save the file as UTF-8.`;
	const own = syntaxFinding(check.file, message, problem.offset);
	const findings: Unsigned[] = [...check.findings, own];
	return fingerprints(findings.toSorted((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
}

/** Behind the first value the server reads one token more, and nothing else (facts: server-behaviour row 8). */
function isBehind(check: FileCheck, offset: number): boolean {
	const { rest, text } = check.context.document;
	return rest !== undefined && offset > rest.start && text[rest.start] !== '"';
}

/** For a file that is no text at all; its text is taken to be empty. */
export function binaryFindings(file: string): readonly Finding[] {
	const message = 'This file is not text: Metronome refuses it. A job file is JSON in UTF-8.';
	return fingerprints([{ ...syntaxFinding(file, message, 0), span: { start: 0, end: 0 } }]);
}

function syntaxFinding(file: string | null, message: string, offset: number): Unsigned {
	return {
		code: CODE,
		severity: 'error',
		consequence: 'refused',
		message,
		file,
		pointer: '',
		span: { start: offset, end: offset + 1 },
		job: null,
		related: [],
		unnecessary: false,
		fix: null,
		suppressed: null,
		docs: docsUrl(CODE),
	};
}
