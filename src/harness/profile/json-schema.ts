import { z } from 'zod';
import { profileSchema } from './schema.ts';

/** Where editors find the schema of profiles: for the first line of a profile, after `# yaml-language-server: $schema=`. */
export const PROFILE_SCHEMA_FILE = 'docs/sut.schema.json';

/** What may be written in a profile, as JSON Schema (2020-12), for editors. */
export const profileJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(profileSchema, { io: 'input' }),
  title: 'profile of a system under test (*.sut.yaml)',
});
