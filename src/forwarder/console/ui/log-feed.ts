import { ask } from '../../../web/ui/api.ts';
import { cell } from '../../../web/ui/draw.ts';
import { type Live, openLive } from '../../../web/ui/live.ts';
import type { LogAnswer, LogLine } from './answers.ts';
import { onRestart } from './movement.ts';
import { API } from './state.ts';

/** Lines kept in the page. */
const MOST_LINES = 2000;
const TOGETHER_MS = 50;

interface Events {
  readonly line: LogLine;
  readonly gap: { readonly lost: number };
}

/** The mail log as it grows: the lines there are, then each new one. */
export interface LogFeed {
  readonly lines: readonly LogLine[];
  /** Whether the lines that there are have come. */
  readonly loaded: boolean;
  /** Lines that were written too fast to be kept. */
  readonly lost: number;
  readonly failure: Error | undefined;
  readonly ready: Promise<void>;
  readonly live: Live | undefined;
  close(): void;
}

export const openLogFeed = (): LogFeed => {
  const lines = cell<readonly LogLine[] | undefined>(undefined);
  const lost = cell(0);
  const failure = cell<Error | undefined>(undefined);
  const live = cell<Live | undefined>(undefined);
  let fresh: LogLine[] = [];
  let closed = false;
  // Lines come by the thousand; they are put in place together.
  const take = (line: LogLine): void => {
    if (fresh.push(line) > 1) return;
    setTimeout(() => {
      lines.value = [...(lines.value ?? []), ...fresh].slice(-MOST_LINES);
      fresh = [];
    }, TOGETHER_MS);
  };
  const begin = async (): Promise<void> => {
    live.value?.close();
    try {
      const answer = await ask<LogAnswer>(`${API}/log?limit=${MOST_LINES}`);
      if (closed) return;
      fresh = [];
      lines.value = answer.lines;
      lost.value = 0;
      failure.value = undefined;
      live.value = openLive<Events>(`${API}/log/stream?after=${answer.next}`, {
        on: {
          line: take,
          gap: (gap) => {
            lost.value += gap.lost;
          },
        },
      });
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    }
  };
  // Lines are numbered from 1 again: a stream that goes on after the old numbers would wait for ever.
  const stop = onRestart(() => void begin());
  return {
    get lines() {
      return lines.value ?? [];
    },
    get loaded() {
      return lines.value !== undefined;
    },
    get lost() {
      return lost.value;
    },
    get failure() {
      return failure.value;
    },
    get live() {
      return live.value;
    },
    ready: begin(),
    close() {
      closed = true;
      live.value?.close();
      stop();
    },
  };
};
