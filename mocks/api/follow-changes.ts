import { type EventStream, eventFrame, type StreamFiller } from '../../src/web/event-stream.ts';
import type { ChangeFeed } from '../store/changes.ts';
import type { StandNews } from './stand-news.ts';

const CHANGES_AT_ONCE = 500;

/**
 * Fills a stream with the changes after a number, or with those to come; what comes in one turn of the event loop is written together. `event: gap` tells
 * that some are no longer held, or that the number is one of another feed. News of the stand have no number: whoever comes back asks
 * how it is.
 */
export const followChanges =
  (feed: ChangeFeed, news: StandNews, after: number | undefined) =>
  (stream: EventStream): StreamFiller => {
    let seen = after ?? feed.last;
    // A store numbers its changes before anybody looks: who came for what is to come has missed nothing by that.
    let fresh = after === undefined;
    let waking = false;
    const changedParts = new Set<string>();
    const tellNews = (): void => {
      for (const what of changedParts) stream.write(eventFrame('standChanged', { type: 'standChanged', what }));
      changedParts.clear();
    };
    const pump = (): void => {
      while (!stream.full && !stream.gone && seen !== feed.last) {
        const { changes, missed } = feed.after(seen);
        const some = changes.slice(0, CHANGES_AT_ONCE);
        if (missed && !fresh) stream.write(eventFrame('gap', {}, feed.last - changes.length));
        fresh = false;
        if (some.length > 0) stream.write(some.map((change) => eventFrame(change.type, change, change.number)).join(''));
        seen = some.at(-1)?.number ?? feed.last;
      }
      if (!stream.full && !stream.gone) tellNews();
    };
    const wake = (): void => {
      if (waking) return;
      waking = true;
      setImmediate(() => {
        waking = false;
        pump();
      });
    };
    const leaveFeed = feed.subscribe(wake);
    const leaveNews = news.subscribe(({ what }) => {
      changedParts.add(what);
      wake();
    });
    const leave = (): void => {
      leaveFeed();
      leaveNews();
    };
    return { pump, leave };
  };
