import { z } from 'zod';
import type { TrackedEntry } from '../../evidence/events.ts';
import type { TrackingQuery } from '../drivers/driver.ts';
import { trackedEntry } from '../drivers/exec/shapes.ts';
import { StandError } from '../outcome.ts';
import { type CommandOrder, runCommand } from './run-command.ts';

// The tracking of a system that is not ours: what is looked for goes out as JSON, what was found comes back as JSON.

const found = z.array(trackedEntry);

const read = (text: string, from: string): readonly TrackedEntry[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StandError(`${from}: expected JSON, got ${JSON.stringify(text.slice(0, 100))}`, { cause: error });
  }
  const parsed = found.safeParse(value);
  if (!parsed.success) throw new StandError(`${from}: expected a list of {mid, messageId, lines}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
};

/** Asks a command: the query as JSON on its standard input. Throws StandError. */
export const trackByCommand = async (order: CommandOrder, query: TrackingQuery): Promise<readonly TrackedEntry[]> =>
  read(await runCommand({ ...order, input: JSON.stringify(query) }), `the tracking command "${order.command.join(' ')}"`);

/** Asks by HTTP: the query as parameters of the URL. Throws StandError. */
export const trackByHttp = async (url: string, query: TrackingQuery, deadlineMs: number): Promise<readonly TrackedEntry[]> => {
  const asked = new URL(url);
  for (const [key, value] of Object.entries(query)) asked.searchParams.set(key, String(value));
  let text: string;
  try {
    const response = await fetch(asked, { signal: AbortSignal.timeout(deadlineMs), headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    text = await response.text();
  } catch (error) {
    throw new StandError(`tracking at ${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return read(text, `tracking at ${url}`);
};
