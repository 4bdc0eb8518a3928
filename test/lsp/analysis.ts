import type { InitializeParams } from 'vscode-languageserver-protocol';
import { inventoryOf } from '../../core/secrets/inventory.ts';
import { DEFAULT_TARGET, type Target } from '../../core/target.ts';
import { type Analysis, analyse } from '../../server/analysis.ts';
import { type Client, readClient } from '../../server/capabilities.ts';
import { DetectionMemory } from '../../server/detection-memory.ts';
import { openDocument } from '../../server/documents.ts';
import { type Project, plainProject } from '../../server/project.ts';
import { NEW_CLIENT } from './session.ts';

/** The features' view of a text, without a server around it. */
export function analysisOf(text: string, project: Partial<Project> = {}): Analysis {
	const document = openDocument('file:///jobs/load.json', 1, text, 'utf-16');
	const memory = { isJobFile: false, detections: new DetectionMemory() };
	return analyse(document, { ...plainProject('file:///jobs/'), ...project }, 0, memory);
}

export function clientWith(capabilities: InitializeParams['capabilities'] = NEW_CLIENT): Client {
	return readClient({ processId: null, rootUri: null, capabilities });
}

/** A project whose store holds these sources and no others. */
export function withStore(sources: readonly string[], target: Partial<Target> = {}): Partial<Project> {
	const inventory = inventoryOf('the inventory secrets.json', new Set(sources), 'dcos');
	const { name: storeName, stateOf: sourceState } = inventory;
	return { inventory, target: { ...DEFAULT_TARGET, storeName, sourceState, ...target } };
}
