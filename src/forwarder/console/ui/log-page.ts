import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { cell } from '../../../web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../web/ui/empty.ts';
import { searchBox } from '../../../web/ui/form.ts';
import { icon } from '../../../web/ui/icons.ts';
import { addShortcuts } from '../../../web/ui/keys.ts';
import { liveState } from '../../../web/ui/live.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { type Page, setQuery, type Visit } from '../../../web/ui/router.ts';
import type { LogLine } from './answers.ts';
import { openLogFeed } from './log-feed.ts';
import { lineFilter } from './log-filter.ts';
import { logLine } from './log-line.ts';
import { logText } from './log-text.ts';
import { MENUS, NAMES } from './menu.ts';

/** This near to the end one is thought to read the newest line. */
const NEAR_END = 24;

const logBox = (): HTMLElement | null => document.querySelector('.mail-log');

/** Monitor > Mail Log, live. */
export const logPage = ({ query }: Visit): Page => {
  const feed = openLogFeed();
  const filter = cell(query.get('match') ?? '');
  const following = cell(true);
  /** What is shown while paused; undefined: everything as it comes. */
  const held = cell<readonly LogLine[] | undefined>(undefined);
  const setFilter = (text: string): void => {
    filter.value = text;
    setQuery({ match: text });
  };
  const togglePause = (): void => {
    held.value = held.value === undefined ? feed.lines : undefined;
  };
  const onScroll = (): void => {
    const box = logBox();
    if (box !== null) following.value = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
  };
  const toEnd = (): void => {
    const box = logBox();
    if (box !== null && following.value) box.scrollTop = box.scrollHeight;
  };
  const toggleFollow = (): void => {
    following.value = !following.value;
  };
  const removeShortcuts = addShortcuts([
    { keys: '/', label: () => logText().filter, run: () => document.querySelector<HTMLElement>('#log-filter')?.focus() },
    { keys: 'p', label: () => `${logText().pause} / ${logText().resume}`, run: togglePause },
    { keys: 'f', label: () => logText().follow, run: toggleFollow },
  ]);
  const empty = (): TemplateResult => {
    const text = logText();
    if (feed.failure !== undefined) return emptyState({ icon: 'alert', title: text.failed, text: feed.failure.message });
    if (!feed.loaded) return skeletonLines(12);
    return feed.lines.length === 0
      ? emptyState({ icon: 'lines', title: text.emptyTitle, text: text.emptyText })
      : emptyState({
          icon: 'filter',
          title: text.noneTitle,
          text: text.noneText,
          actions: html`<button type="button" class="button" @click=${() => setFilter('')}>${text.clear}</button>`,
        });
  };
  const box = (shown: readonly LogLine[]): TemplateResult => {
    // Once the lines are in the document.
    queueMicrotask(toEnd);
    return html`<div class="mail-log" role="log" aria-live="off" aria-label=${NAMES.mailLog} tabindex="0" @scroll=${onScroll}><ol>${repeat(
      shown,
      ({ seq }) => seq,
      (line) => guard([line], () => logLine(line)),
    )}</ol></div>`;
  };
  return {
    title: () => NAMES.mailLog,
    ready: feed.ready,
    queryChanged: (next) => {
      filter.value = next.get('match') ?? '';
    },
    dispose: () => {
      feed.close();
      removeShortcuts();
    },
    view: () => {
      const text = logText();
      const all = held.value ?? feed.lines;
      const matches = lineFilter(filter.value);
      const shown = all.filter(({ line }) => matches(line));
      const isPaused = held.value !== undefined;
      const since = isPaused ? feed.lines.filter(({ seq }) => seq > (all.at(-1)?.seq ?? 0)).length : 0;
      return html`
        <div class="page log-page">
          ${pageHead({ path: MENUS.monitor, title: NAMES.mailLog, lead: text.lead })}
          <div class="row">
            ${searchBox({ id: 'log-filter', label: text.filter, placeholder: text.filterHint, value: filter.value, onInput: setFilter })}
            <button type="button" class="button" aria-pressed=${String(filter.value === 'TDC:')}
              @click=${() => setFilter(filter.value === 'TDC:' ? '' : 'TDC:')}>${text.onlyTdc}</button>
            <button type="button" class="button" aria-pressed=${String(isPaused)} @click=${togglePause}>
              ${icon(isPaused ? 'play' : 'pause')}${isPaused ? text.resume : text.pause}</button>
            <button type="button" class="button" aria-pressed=${String(following.value)} title=${text.followHint} @click=${toggleFollow}>
              ${icon('down')}${text.follow}</button>
          </div>
          <div class="row soft">
            <span>${shown.length === all.length ? text.shown(all.length) : text.shownOf(shown.length, all.length)}</span>
            ${since > 0 ? html`<span class="pill note">${text.held(since)}</span>` : nothing}
            ${feed.lost > 0 ? html`<span class="pill caution">${text.lost(feed.lost)}</span>` : nothing}
            <span class="push">${feed.live === undefined || feed.live.state === 'live' ? nothing : liveState(feed.live)}</span>
          </div>
          ${shown.length === 0 ? html`<div class="card flush">${empty()}</div>` : box(shown)}
        </div>
      `;
    },
  };
};
