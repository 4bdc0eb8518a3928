import type { ObjectType, Property, Type } from '../definition/type.ts';
import type { ArrayNode, JsonNode, Member, ObjectNode } from '../json.ts';
import type { Version } from '../version.ts';

/**
 * One reason why the server refuses a body, or is broken by it.
 * `path` and `error` are the server's own words (facts: server-behaviour row 18 for its two path notations).
 */
export type Violation = ViolationDetail & {
	readonly stage: Stage;
	/** The value at fault; the object for a missing or unknown key. */
	readonly node: JsonNode;
	readonly path: string;
	readonly error: string;
};

/**
 * The steps a body goes through, in this order; the first that has a violation answers.
 * `schema`, `read`, `validate`: 422 · `throw`: 500 and nothing stored · `known`: 422 with a message only.
 */
export type Stage = 'schema' | 'throw' | 'read' | 'build' | 'validate' | 'known';

export type ViolationDetail =
	| {
			readonly kind: 'wrong-type';
			/** JSON types in the words of the server. */
			readonly expected: string;
			readonly actual: string;
			readonly type: Type;
			/** The property that holds the value; absent for an item of a list, a value of a map and the whole body. */
			readonly property: Property | undefined;
	  }
	| { readonly kind: 'env-value' }
	/** `type`: of the object that lacks it. */
	| { readonly kind: 'missing-key'; readonly property: Property; readonly type: ObjectType }
	| {
			readonly kind: 'unknown-key';
			readonly member: Member;
			/** Of the object that has the key, in the words of people. */
			readonly title: string;
			readonly type: ObjectType;
			/** The properties of the object that this version and endpoint know. */
			readonly known: readonly Property[];
			/** The property is known, from this version on. */
			readonly since: Version | undefined;
	  }
	| { readonly kind: 'too-small'; readonly minimum: number; readonly property: Property | undefined }
	| { readonly kind: 'too-large'; readonly maximum: number }
	/** `limit`: the longest duration that is read, in seconds. */
	| { readonly kind: 'duration-too-long'; readonly limit: number }
	| { readonly kind: 'duration-negative' }
	| { readonly kind: 'too-short' }
	| { readonly kind: 'bad-id'; readonly of: 'job' | 'schedule' | 'dependency' }
	| { readonly kind: 'bad-value'; readonly allowed: readonly string[]; readonly since: Version | undefined }
	| { readonly kind: 'bad-cron' }
	| { readonly kind: 'bad-timezone' }
	| { readonly kind: 'volume-shape'; readonly keys: readonly string[] }
	| { readonly kind: 'network-name-unwanted'; readonly mode: string }
	| { readonly kind: 'network-name-missing' }
	| { readonly kind: 'network-name-empty' }
	| { readonly kind: 'network-labels-unwanted' }
	| { readonly kind: 'networks-without-container' }
	| { readonly kind: 'networks-mixed' }
	| { readonly kind: 'networks-repeated' }
	| { readonly kind: 'networks-docker' }
	| { readonly kind: 'network-names-repeated'; readonly name: string }
	| { readonly kind: 'nothing-to-run' }
	| { readonly kind: 'docker-and-ucr'; readonly docker: JsonNode; readonly ucr: JsonNode }
	| { readonly kind: 'gpus-with-docker'; readonly docker: JsonNode }
	| { readonly kind: 'file-secret-with-docker'; readonly docker: JsonNode }
	| { readonly kind: 'secret-undeclared'; readonly alias: string }
	| { readonly kind: 'secret-unused'; readonly alias: string; readonly member: Member }
	| { readonly kind: 'too-many-schedules'; readonly schedules: ArrayNode }
	| { readonly kind: 'schedules-and-dependencies'; readonly schedules: ArrayNode; readonly job: ObjectNode }
	| { readonly kind: 'dependency-repeated'; readonly id: string };

export type ViolationKind = ViolationDetail['kind'];
export type ViolationOf<K extends ViolationKind> = Extract<Violation, { readonly kind: K }>;

/** The JSON type of a node, in the words of the server's messages. */
export function typeName(node: JsonNode): string {
	return node.kind;
}
