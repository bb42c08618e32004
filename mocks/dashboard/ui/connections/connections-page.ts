import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { closeDialogs } from '../../../../src/web/ui/dialog.ts';
import { cell, redraw } from '../../../../src/web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../../src/web/ui/empty.ts';
import { segmented } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { addShortcuts } from '../../../../src/web/ui/keys.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { loaded, resource } from '../../../../src/web/ui/resource.ts';
import { type Page, setQuery, type Visit } from '../../../../src/web/ui/router.ts';
import { serverNow } from '../../../../src/web/ui/time.ts';
import { type DashboardChange, onChanges } from '../data/changes.ts';
import { type Lane, MOST_LANES, type Timeline, timelineFrom } from '../data/connections.ts';
import { spaced } from '../data/spaced.ts';
import { concurrencyChart, timeAxis } from './concurrency-chart.ts';
import { type OpenedConnection, openConnection } from './connection-dialog.ts';
import { connectionTable } from './connection-table.ts';
import { connectionsText } from './connections.text.ts';
import { neighbourLane } from './lane-keys.ts';
import { laneRow } from './lane-row.ts';
import { momentsOf } from './lane-stretches.ts';
import { legend } from './legend.ts';
import { isSpan, SPANS_MS, type Span, scaleOf } from './time-scale.ts';

const USUAL_SPAN: Span = '5m';
/** Lanes grow, and the window moves on, so often. */
const TICK_MS = 1000;
/** Arrivals are read together: a burst of connections costs one question. */
const RELOAD_MS = 1000;
const TELLING: ReadonlySet<DashboardChange['type']> = new Set([
  'connectionOpened',
  'connectionClosed',
  'ruleFired',
  'messageStored',
  'pruned',
]);

class ConnectionsPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly span = cell<Span>(USUAL_SPAN);
  private readonly pausedAtMs = cell<number | undefined>(undefined);
  /** The lane that the Tab key leads to; the first one unless the arrow keys chose another. */
  private readonly reached = cell<number | undefined>(undefined);
  private readonly timeline = resource((signal) => {
    const length = SPANS_MS[this.span.value];
    return timelineFrom(length === undefined ? undefined : Math.max(0, Math.floor(serverNow() - length)), signal);
  });
  private readonly reload = spaced(RELOAD_MS, () => this.ask());
  private readonly endings: readonly (() => void)[];
  private opened: OpenedConnection | undefined;
  private asked: Promise<void> = Promise.resolve();

  constructor({ query }: Visit) {
    const span = query.get('window');
    if (isSpan(span)) this.span.value = span;
    const ticking = setInterval(() => this.tick(), TICK_MS);
    this.endings = [
      () => clearInterval(ticking),
      onChanges({
        changes: (changes) => {
          if (changes.some(({ type }) => TELLING.has(type))) this.refresh();
        },
        missed: () => this.refresh(),
      }),
      addShortcuts([{ keys: 'p', label: () => this.pauseLabel, run: () => this.togglePause() }]),
    ];
    this.asked = this.timeline.load();
    this.ready = this.asked;
    this.queryChanged(query);
  }

  title(): string {
    return connectionsText().title;
  }

  queryChanged(query: URLSearchParams): void {
    const connection = Number(query.get('connection'));
    if (connection === (this.opened?.connection ?? 0)) return;
    if (this.opened !== undefined) closeDialogs();
    if (Number.isSafeInteger(connection) && connection > 0) this.open(connection);
  }

  dispose(): void {
    for (const end of this.endings) end();
    this.reload.cancel();
    this.timeline.dispose();
  }

  view(): TemplateResult {
    const text = connectionsText();
    return html`
      <div class="page">
        ${pageHead({ title: text.title, lead: text.lead, actions: this.controls() })}
        ${loaded(this.timeline, { waiting: () => skeletonLines(12), ready: (timeline) => this.lanes(timeline) })}
      </div>
    `;
  }

  private get nowMs(): number {
    return this.pausedAtMs.value ?? serverNow();
  }

  private get pauseLabel(): string {
    return this.pausedAtMs.value === undefined ? connectionsText().pause : connectionsText().resume;
  }

  private controls(): TemplateResult {
    const text = connectionsText();
    return html`
      ${segmented<Span>({
        id: 'window',
        legend: text.window,
        legendHidden: true,
        value: this.span.value,
        onChange: (span) => this.choose(span),
        choices: (['10s', '1m', '5m', '15m', 'all'] as const).map((value) => ({ value, label: text.spans[value] })),
      })}
      <button type="button" class="button" @click=${() => this.togglePause()}>
        ${icon(this.pausedAtMs.value === undefined ? 'pause' : 'play')}${this.pauseLabel}
      </button>
    `;
  }

  private lanes(timeline: Timeline): TemplateResult {
    const text = connectionsText();
    const { nowMs } = this;
    const running = timeline.lanes.some(({ closedAtMs }) => closedAtMs === null);
    const scale = scaleOf(this.span.value, nowMs, timeline.lanes.flatMap(momentsOf), running);
    // While the window moves on, lanes leave it before they are read anew.
    const lanes = timeline.lanes.filter(({ closedAtMs }) => closedAtMs === null || closedAtMs >= scale.fromMs);
    if (lanes.length === 0) return this.none(timeline.ever);
    const reached = lanes.find(({ connection }) => connection === this.reached.value)?.connection ?? lanes[0]?.connection;
    return html`
      <section class="timeline" aria-label=${text.lanes} aria-describedby="lanes-hint">
        <div class="timeline-head">${concurrencyChart(timeline, scale)}${timeAxis(scale)}</div>
        <div class="lanes" @keydown=${(event: KeyboardEvent) => this.move(event, lanes)}>${repeat(
          lanes,
          ({ connection }) => connection,
          (lane) => laneRow(lane, { scale, nowMs: Math.max(nowMs, lane.openedAtMs), reachable: lane.connection === reached }),
        )}</div>
      </section>
      ${legend()}
      <p class="soft small" id="lanes-hint">${text.lanesHint}${timeline.next === null ? nothing : html` ${text.more(MOST_LANES)}`}</p>
      ${connectionTable(lanes, nowMs)}
    `;
  }

  private none(ever: boolean): TemplateResult {
    const text = connectionsText();
    return !ever
      ? emptyState({
          icon: 'plug',
          title: text.never,
          text: text.neverText,
          actions: html`<a class="button primary" href="/setup">${text.toSetup}</a>`,
        })
      : emptyState({
          icon: 'plug',
          title: text.none,
          text: text.noneText,
          actions: html`<button type="button" class="button primary" @click=${() => this.choose('all')}>${text.showAll}</button>`,
        });
  }

  private choose(span: Span): void {
    this.span.value = span;
    setQuery({ window: span === USUAL_SPAN ? undefined : span });
    this.asked = this.timeline.load();
  }

  private togglePause(): void {
    this.pausedAtMs.value = this.pausedAtMs.value === undefined ? serverNow() : undefined;
    // A question that was put off is not asked any more.
    this.reload.cancel();
    this.refresh();
  }

  private refresh(): void {
    if (this.pausedAtMs.value === undefined) this.reload.call();
  }

  /** A question under way is let finish: on a slow machine nothing would be answered otherwise. */
  private ask(): void {
    if (this.timeline.loading) void this.asked.then(() => this.refresh());
    else this.asked = this.timeline.load();
    this.opened?.refresh();
  }

  /** Stages that an open connection enters are told by nobody, so it is looked at again. */
  private tick(): void {
    if (document.hidden || this.pausedAtMs.value !== undefined) return;
    if (this.timeline.value?.lanes.some(({ closedAtMs }) => closedAtMs === null)) this.refresh();
    void redraw();
  }

  private move(event: KeyboardEvent, lanes: readonly Lane[]): void {
    const next = neighbourLane(event, lanes);
    if (next === undefined || !(event.currentTarget instanceof Element)) return;
    event.preventDefault();
    this.reached.value = next;
    event.currentTarget.querySelector<HTMLElement>(`[data-connection="${next}"]`)?.focus();
  }

  private open(connection: number): void {
    const opened = openConnection(connection);
    this.opened = opened;
    this.reached.value = connection;
    void opened.closed.then(() => {
      if (this.opened !== opened) return;
      this.opened = undefined;
      if (location.pathname === '/connections') setQuery({ connection: undefined });
    });
  }
}

/** Connections to the intake as lanes in time, and what was said on each. */
export const connectionsPage = (visit: Visit): Page => new ConnectionsPage(visit);
