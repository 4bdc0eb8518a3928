/**
 * What others may build on: `import { judge } from 'metronome-jobs/core'`. Pure; runs in Node, a worker and a browser.
 * Everything here follows semantic versioning; what is not here does not.
 */
export { type CheckOptions, checkFile, checkSet, type FileCheck, type Judgement, judge } from './check.ts';
export { type Cron, type CronResult, describeCron, nextRun, nextRuns, parseCron } from './cron.ts';
export { JOB } from './definition/job.ts';
export { SCHEDULE } from './definition/schedule.ts';
export type { ObjectType, Property, Type } from './definition/type.ts';
export { applyEdits } from './edit.ts';
export type { Consequence, Edit, Finding, Fix, Related, Severity, Suppressed } from './finding.ts';
export { parseJson } from './json-parser.ts';
export type { Rule, RuleMeta } from './rule.ts';
export { RULES } from './rules/registry.ts';
export { DEFAULT_TARGET, type SourceState, type Target } from './target.ts';
export { type Position, type Range, SourceText, type Span } from './text.ts';
export { isTimeZone, timeZones } from './timezone.ts';
export { metronomeOfDcos, parseVersion, type Version } from './version.ts';
