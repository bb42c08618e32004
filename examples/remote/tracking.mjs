// The message tracking of the reference forwarder for a harness that reads it by a command (docs/profiles.md): the query comes in as
// JSON, what is found goes out as JSON. Argument: where the console of the gateway is.
import { text } from 'node:stream/consumers';

const [console = 'http://127.0.0.1:8026'] = process.argv.slice(2);
const { fromMs, untilMs, ...query } = JSON.parse(await text(process.stdin));

const asked = new URL('/api/v1/tracking', console);
for (const [key, value] of Object.entries({ ...query, limit: 500 })) asked.searchParams.set(key, String(value));
if (fromMs !== undefined) asked.searchParams.set('from', new Date(fromMs).toISOString());
if (untilMs !== undefined) asked.searchParams.set('until', new Date(untilMs).toISOString());

const response = await fetch(asked);
if (!response.ok) throw new Error(`${asked}: status ${response.status}: ${await response.text()}`);
const { messages } = await response.json();
const found = messages.map(({ mid, messageId, lines }) => ({ mid, messageId, lines: lines.map((line) => line.text) }));
process.stdout.write(JSON.stringify(found));
