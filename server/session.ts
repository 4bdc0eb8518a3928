import type { Client } from './capabilities.ts';
import type { Conversation } from './conversation.ts';
import type { Delivery } from './delivery.ts';
import type { Projects } from './projects.ts';
import type { Runtime } from './runtime.ts';
import type { Turns } from './turns.ts';
import type { Workspace } from './workspace.ts';

/** The server's part in a conversation with a client that has introduced itself. */
export interface Session {
	readonly conversation: Conversation;
	readonly client: Client;
	readonly runtime: Runtime;
	readonly turns: Turns;
	readonly projects: Projects;
	readonly workspace: Workspace;
	readonly delivery: Delivery;
}
