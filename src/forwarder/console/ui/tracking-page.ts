import { html } from 'lit-html';
import { ask } from '../../../web/ui/api.ts';
import { cell } from '../../../web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../web/ui/empty.ts';
import { addShortcuts } from '../../../web/ui/keys.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { loaded, resource } from '../../../web/ui/resource.ts';
import { type Page, setQuery, type Visit } from '../../../web/ui/router.ts';
import type { TrackingAnswer } from './answers.ts';
import { listenerList } from './listener-list.ts';
import { MENUS, NAMES } from './menu.ts';
import { onMovement, onRestart } from './movement.ts';
import { API } from './state.ts';
import { trackingForm } from './tracking-form.ts';
import { apiQuery, isEmpty, isWrongMid, NO_SEARCH, type Search, searchOf } from './tracking-query.ts';
import { clearButton, trackingResults } from './tracking-results.ts';
import { trackingText } from './tracking-text.ts';

/** Between the last key and the question. */
const TYPING_MS = 150;
/** Between two questions while messages keep coming. */
const LIVE_MS = 1000;

const nothingFound = (search: Search, clear: () => void): unknown => {
  const text = trackingText();
  const state = isEmpty(search)
    ? emptyState({ icon: 'mail', title: text.emptyTitle, text: text.emptyText, actions: listenerList() })
    : emptyState({ icon: 'search', title: text.noneTitle, text: text.noneText, actions: clearButton(clear) });
  return html`<div class="card flush">${state}</div>`;
};

/** Monitor > Message Tracking (TRACK-3). */
export const trackingPage = ({ query }: Visit): Page => {
  const search = cell<Search>(searchOf(query));
  let pages = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const answer = resource(async (signal): Promise<TrackingAnswer> => {
    // As many pages as were shown before, so that nothing that one reads goes away.
    let whole: TrackingAnswer = { messages: [], next: null, forgotten: 0 };
    for (let page = 0; page < pages && (page === 0 || whole.next !== null); page += 1) {
      const part = await ask<TrackingAnswer>(`${API}/tracking?${apiQuery(search.value, whole.next ?? undefined)}`, { signal });
      whole = { ...part, messages: [...whole.messages, ...part.messages] };
    }
    return whole;
  });
  const askSoon = (waitMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (!isWrongMid(search.value)) void answer.load();
    }, waitMs);
  };
  const change = (part: Partial<Search>): void => {
    search.value = { ...search.value, ...part };
    pages = 1;
    setQuery(search.value);
    askSoon(TYPING_MS);
  };
  const clear = (): void => change(NO_SEARCH);
  const showMore = (): void => {
    pages += 1;
    void answer.load();
  };
  const stops = [
    onMovement(() => {
      if (timer === undefined) askSoon(LIVE_MS);
    }),
    onRestart(() => void answer.load()),
    addShortcuts([
      { keys: '/', label: () => trackingText().search, run: () => document.querySelector<HTMLElement>('#find-sender')?.focus() },
    ]),
  ];
  return {
    title: () => NAMES.tracking,
    ready: answer.load(),
    queryChanged: (next) => {
      search.value = searchOf(next);
      askSoon(0);
    },
    dispose: () => {
      clearTimeout(timer);
      answer.dispose();
      for (const stop of stops) stop();
    },
    view: () => html`
      <div class="page">
        ${pageHead({ path: MENUS.monitor, title: NAMES.tracking, lead: trackingText().lead })}
        ${trackingForm(search.value, change)}
        ${loaded(answer, {
          ready: (value) =>
            value.messages.length === 0
              ? nothingFound(search.value, clear)
              : trackingResults(value, isEmpty(search.value) ? undefined : clear, showMore),
          waiting: () => html`<div class="card">${skeletonLines(6)}</div>`,
        })}
      </div>
    `,
  };
};
