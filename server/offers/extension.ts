import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** What only our own extension asks; other clients never learn of it. */
export function offerExtension(session: Session): void {
	const offer = answerLater(session, async () =>
		(await import('../answers/extension.ts')).extensionAnswers(session),
	);
	offer('metronome-jobs/jobs', null);
	offer('metronome-jobs/secrets', null);
	offer('metronome-jobs/status', null);
	offer('metronome-jobs/templates', null);
}
