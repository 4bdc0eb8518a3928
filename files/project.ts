import { dirname } from 'node:path';
import type { RuleLevels, VersionChoice } from '../core/config/config-file.ts';
import { isRuleCode, ruleCodeProblem } from '../core/config/meaning.ts';
import { CONFIG_FILE_NAME } from '../core/definition/config.ts';
import { ANY_FILES, scopeMatcher } from '../core/glob.ts';
import { secretsOfTarget } from '../core/settings.ts';
import { NO_SETTINGS, type Settings } from '../core/settings.ts';
import { chooseTarget } from '../core/settings-target.ts';
import type { Target } from '../core/target.ts';
import { metronomeOfDcos, parseVersion } from '../core/version.ts';
import { findConfig, type LoadedConfig, loadConfig, loadInventory } from './config.ts';
import { type Candidate, discover, jobFilesOf } from './discover.ts';
import { changedFiles } from './git.ts';
import type { JobFile } from './job-file.ts';
import { absolutePath, displayPath } from './paths.ts';
import type { CheckRequest, Trouble } from './result.ts';

/** Files that are judged by the same settings. */
export interface Project {
	/** Undefined: no settings file counts for them. */
	readonly config: LoadedConfig | undefined;
	readonly settings: Settings;
	readonly target: Target;
	readonly judgedFor: string;
	/** Judged and reported. */
	readonly reported: readonly JobFile[];
	/** Only looked at for what other files say of them. */
	readonly others: readonly JobFile[];
	/** Every job of the cluster is among these files, or in the settings' `knownJobs`. */
	readonly complete: boolean;
	/** No file that the settings speak of was left out. */
	readonly everyFile: boolean;
}
