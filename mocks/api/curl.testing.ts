#!/usr/bin/env node
// Stands in for curl in the test of docs/api.md: it knows the options that the examples use, and fails where the answer is an error.
// curl need not be installed to run the tests.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    'show-error': { type: 'boolean', short: 'S' },
    'write-out': { type: 'string', short: 'w', default: '' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    request: { type: 'string', short: 'X' },
    data: { type: 'string', short: 'd' },
    user: { type: 'string', short: 'u' },
    output: { type: 'string', short: 'o' },
  },
});

const [url] = positionals;
if (url === undefined || positionals.length > 1) throw new Error(`expected one address, got ${JSON.stringify(positionals)}`);
const headers = new Headers(
  values.header.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
);
if (values.user !== undefined) headers.set('Authorization', `Basic ${Buffer.from(values.user).toString('base64')}`);
const body = values.data?.startsWith('@') ? readFileSync(values.data.slice(1), 'utf8') : values.data;
const method = values.request ?? (body === undefined ? 'GET' : 'POST');
const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
const answer = Buffer.from(await response.arrayBuffer());
if (values.output === undefined) process.stdout.write(answer);
else writeFileSync(values.output, answer);
process.stdout.write(values['write-out'].replaceAll('\\n', '\n'));
if (!response.ok) {
  console.error(`${method} ${url}: ${response.status} ${values.output === undefined ? '' : answer.toString()}`);
  process.exitCode = 22;
}
