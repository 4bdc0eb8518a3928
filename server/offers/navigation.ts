import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Client } from '../capabilities.ts';
import type { Session } from '../session.ts';

/** What leads from one place to another. */
export function navigationCapabilities(_client: Client): Partial<ServerCapabilities> {
	return {};
}

export function offerNavigation(_session: Session): void {}
