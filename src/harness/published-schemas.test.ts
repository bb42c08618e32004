import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_ROOT } from './package-root.ts';
import { publishedSchemas } from './published-schemas.ts';

test.each(publishedSchemas())('$file is what the code reads by; "npm run schemas" writes it', ({ file, schema }) => {
  expect(JSON.parse(readFileSync(join(PACKAGE_ROOT, file), 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
