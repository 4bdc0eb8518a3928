import { parseJson } from '../core/json-parser.ts';
import type { JsonNode } from '../core/json.ts';
import { type StoredJob, type StoredSchedule, storedJob, storedSchedule } from '../core/stored.ts';
import { answerTo } from '../core/verdict/answer.ts';
import type { Body } from '../core/verdict/schema.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import type { Access, Action, Caller } from './access.ts';
import {
	type Answer,
	clientError,
	json,
	message,
	NO_CONTENT_OK,
	noAnswer,
	notValid,
	serverError,
	text,
	unknownJob,
	unknownRun,
	unknownSchedule,
} from './answers.ts';
import { JobTable, type Outcome } from './jobs.ts';
import { isJsonType, readBody, type Request } from './requests.ts';
import { findRoute, type Operation, type Route } from './router.ts';
import { RunEngine } from './run-engine.ts';
