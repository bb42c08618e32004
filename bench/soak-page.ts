import type { Browser } from 'playwright-core';
import { z } from 'zod';

// One page of the dashboard that shows the list of messages while they come in, with a probe in it that notes when it stood still
// and when it showed what.

const LONG_FRAME_MS = 50;

const watched = z.object({
  frames: z.int(),
  /** Times between two frames of more than LONG_FRAME_MS, and when the later one came. */
  stalls: z.array(z.object({ ms: z.number(), atMs: z.number() })),
  /** The longest task of its main thread. */
  longTaskMs: z.number(),
  /** The message at the head of the list, each time that it was another one. */
  shown: z.array(z.object({ id: z.int(), atMs: z.number() })),
});
/** What a page saw. Times are of the machine's clock, in milliseconds. */
export type Watched = z.infer<typeof watched>;

export interface WatchedPage {
  /** Resolves when the message stands in the list. */
  showed(id: number): Promise<void>;
  end(): Promise<Watched>;
}

/** For the page itself. */
const PROBE = `{
  const seen = { frames: 0, stalls: [], longTaskMs: 0, shown: [] };
  globalThis.soakSeen = seen;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTaskMs = Math.max(seen.longTaskMs, duration);
  }).observe({ type: 'longtask', buffered: false });
  let before = performance.now();
  const frame = (now) => {
    seen.frames += 1;
    if (now - before > ${LONG_FRAME_MS}) seen.stalls.push({ ms: now - before, atMs: Date.now() });
    before = now;
    const id = Number(document.querySelector('.message-row[data-id]')?.dataset.id ?? 0);
    if (id > 0 && seen.shown.at(-1)?.id !== id) seen.shown.push({ id, atMs: Date.now() });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}`;

/** Opens the list in a window of its own. `entry`: address with the token, once. */
export const watchList = async (browser: Browser, entry: string): Promise<WatchedPage> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(entry);
  await page.goto(new URL('/messages', entry).href);
  await page.evaluate(PROBE);
  return {
    showed: async (id) => {
      await page.waitForSelector(`.message-row[data-id="${id}"]`, { timeout: 60_000 });
    },
    end: async () => watched.parse(await page.evaluate('soakSeen')),
  };
};
