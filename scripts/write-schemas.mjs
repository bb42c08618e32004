// Writes the published JSON Schemas (docs/*.schema.json) from the zod schemas that the code reads by. A test tells when they are stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from '../src/harness/published-schemas.ts';

for (const { file, schema } of publishedSchemas())
  writeFileSync(join(import.meta.dirname, '..', file), `${JSON.stringify(schema, null, 2)}\n`);
