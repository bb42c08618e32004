import { z } from 'zod';
import { StandError } from '../harness/outcome.ts';
import type { GatewayClient } from './gateway-client.ts';
import { serverEvents } from './server-events.ts';
import { stopSignal } from './stop-signal.ts';
import { complain, print } from './terminal.ts';

const numberedLine = z.object({ seq: z.int(), line: z.string() });
const logAnswer = z.object({ lines: z.array(numberedLine), next: z.int() });
const gap = z.object({ lost: z.int() });

const follow = async (client: GatewayClient, after: number, signal: AbortSignal): Promise<void> => {
  const { body } = await client.get('/log/stream', { after: String(after) }, signal);
  if (body === null) return;
  for await (const { event, data } of serverEvents(body)) {
    const value: unknown = JSON.parse(data);
    if (event === 'line') print([numberedLine.parse(value).line]);
    if (event === 'gap') complain(`setd: ${gap.parse(value).lost} lines came faster than they could be read`);
  }
};

/**
 * Prints the last lines of the mail log, and what is logged from then on until it is interrupted.
 * @throws StandError when the gateway goes away
 */
export const tailLog = async (client: GatewayClient, lines: number, following: boolean): Promise<void> => {
  const { lines: last, next } = await client.json('/log', logAnswer, { limit: String(Math.max(1, lines)) });
  print(last.slice(last.length - Math.min(lines, last.length)).map(({ line }) => line));
  if (!following) return;
  const interrupted = new AbortController();
  void stopSignal().then(() => interrupted.abort());
  try {
    await follow(client, next, interrupted.signal);
  } catch (error) {
    if (interrupted.signal.aborted) return;
    if (error instanceof StandError) throw error;
    throw new StandError('the gateway has gone away', { cause: error });
  }
  if (!interrupted.signal.aborted) throw new StandError('the gateway has gone away');
};
