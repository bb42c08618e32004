import { execProtocolSchema } from './drivers/exec/json-schema.ts';
import { PROFILE_SCHEMA_FILE, profileJsonSchema } from './profile/json-schema.ts';

/** A JSON Schema that is published for others; `file` is relative to the package root. */
export interface PublishedSchema {
  readonly file: string;
  readonly schema: Record<string, unknown>;
}

/** Every one of them, as `npm run schemas` writes them. */
export const publishedSchemas = (): readonly PublishedSchema[] => [
  { file: 'docs/exec-protocol.schema.json', schema: execProtocolSchema() },
  { file: PROFILE_SCHEMA_FILE, schema: profileJsonSchema() },
];
