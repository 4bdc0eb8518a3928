/** The draft that editors and validators agree on best. */
export const DRAFT = 'http://json-schema.org/draft-07/schema#';

export type JsonSchema = Readonly<Record<string, unknown>>;
