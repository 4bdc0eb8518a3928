import type { Rule } from '../rule.ts';
import { answerKey } from './answer-key.ts';
import { bodyTooLarge } from './body-too-large.ts';
import { cmdAndArgs } from './cmd-and-args.ts';
import { configInvalid } from './config-invalid.ts';
import { constraintWithoutValue } from './constraint-without-value.ts';
import { contentAfterDefinition } from './content-after-definition.ts';
import { cronInvalid } from './cron-invalid.ts';
import { cronRewritten } from './cron-rewritten.ts';
import { cronSeconds } from './cron-seconds.ts';
import { dependencyCycle } from './dependency-cycle.ts';
import { dependencyRepeated } from './dependency-repeated.ts';
import { dependencySelf } from './dependency-self.ts';
import { dependencyUnknown } from './dependency-unknown.ts';
import { dockerAndUcr } from './docker-and-ucr.ts';
import { duplicateJobId } from './duplicate-job-id.ts';
import { duplicateKey } from './duplicate-key.ts';
import { envName } from './env-name.ts';
import { fileSecretPath } from './file-secret-path.ts';
import { fileSecretWithDocker } from './file-secret-with-docker.ts';
import { fileSecretWithoutContainer } from './file-secret-without-container.ts';
import { gpusWithDocker } from './gpus-with-docker.ts';
import { idInvalid } from './id-invalid.ts';
import { idTooLong } from './id-too-long.ts';
import { imageEmpty } from './image-empty.ts';
import { imageKindAppc } from './image-kind-appc.ts';
import { keyIgnored } from './key-ignored.ts';
import { needsNewerMetronome } from './needs-newer-metronome.ts';
import { networkLabels } from './network-labels.ts';
import { networkMix } from './network-mix.ts';
import { networkName } from './network-name.ts';
import { networkWithoutContainer } from './network-without-container.ts';
import { nothingToRun } from './nothing-to-run.ts';
import { numberChanged } from './number-changed.ts';
import { numberInfinite } from './number-infinite.ts';
import { plainTextSecret } from './plain-text-secret.ts';
import { propertyMissing } from './property-missing.ts';
import { runsOverlap } from './runs-overlap.ts';
import { scheduleBesideSchedules } from './schedule-beside-schedules.ts';
import { scheduleCount } from './schedule-count.ts';
import { scheduleDst } from './schedule-dst.ts';
import { scheduleNeverFires } from './schedule-never-fires.ts';
import { scheduleRunsOut } from './schedule-runs-out.ts';
import { scheduleTooFar } from './schedule-too-far.ts';
import { schedulesWithDependencies } from './schedules-with-dependencies.ts';
import { secretMissing } from './secret-missing.ts';
import { secretOutsideSpace } from './secret-outside-space.ts';
import { secretUndeclared } from './secret-undeclared.ts';
import { secretUnused } from './secret-unused.ts';
import { secretsNotDelivered } from './secrets-not-delivered.ts';
import { sourceForm } from './source-form.ts';
import { suppressionExpired } from './suppression-expired.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { syntax } from './syntax.ts';
import { textChanged } from './text-changed.ts';
import { timezoneInvalid } from './timezone-invalid.ts';
import { ucrPrivileged } from './ucr-privileged.ts';
import { unknownProperty } from './unknown-property.ts';
import { valueNotAllowed } from './value-not-allowed.ts';
import { valueTooLarge } from './value-too-large.ts';
import { valueTooSmall } from './value-too-small.ts';
import { volumeShape } from './volume-shape.ts';
import { volumeWithoutContainer } from './volume-without-container.ts';
import { wrongType } from './wrong-type.ts';

/** Every rule, in the order of the documentation. `npm run new-rule` adds to it. */
export const RULES: readonly Rule[] = [
	syntax,
	contentAfterDefinition,
	bodyTooLarge,
	duplicateKey,
	unknownProperty,
	answerKey,
	needsNewerMetronome,
	propertyMissing,
	wrongType,
	valueTooSmall,
	valueTooLarge,
	valueNotAllowed,
	idInvalid,
	idTooLong,
	keyIgnored,
	numberChanged,
	numberInfinite,
	textChanged,
	cronInvalid,
	timezoneInvalid,
	scheduleCount,
	scheduleBesideSchedules,
	schedulesWithDependencies,
	scheduleNeverFires,
	scheduleRunsOut,
	scheduleTooFar,
	cronRewritten,
	cronSeconds,
	scheduleDst,
	runsOverlap,
	dependencyRepeated,
	dependencySelf,
	dependencyUnknown,
	dependencyCycle,
	duplicateJobId,
	nothingToRun,
	dockerAndUcr,
	cmdAndArgs,
	gpusWithDocker,
	ucrPrivileged,
	imageKindAppc,
	imageEmpty,
	constraintWithoutValue,
	volumeShape,
	volumeWithoutContainer,
	networkName,
	networkLabels,
	networkMix,
	networkWithoutContainer,
	envName,
	secretUndeclared,
	secretUnused,
	secretMissing,
	secretOutsideSpace,
	secretsNotDelivered,
	sourceForm,
	fileSecretWithDocker,
	fileSecretWithoutContainer,
	fileSecretPath,
	plainTextSecret,
	suppressionUnused,
	suppressionExpired,
	configInvalid,
];
