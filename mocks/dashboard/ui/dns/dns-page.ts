import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { searchBox } from '../../../../src/web/ui/form.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { answered, loaded, resource } from '../../../../src/web/ui/resource.ts';
import type { Page } from '../../../../src/web/ui/router.ts';
import { onChanges } from '../data/changes.ts';
import { type DnsFault, dnsFaults, dnsQueries, MOST_QUERIES, zoneRecords } from '../data/dns.ts';
import { spaced } from '../data/spaced.ts';
import { stand } from '../data/stand.ts';
import { ruleWords } from '../faults/rule-words.ts';
import { tame } from '../frame/tame.ts';
import { dnsText } from './dns.text.ts';
import { queryLog } from './query-log.ts';
import { zoneCard } from './zone-card.ts';

/** Queries of a burst are read together. */
const RELOAD_MS = 1000;

class DnsPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly records = resource((signal) => zoneRecords(signal));
  private readonly queries = resource((signal) => dnsQueries(signal));
  private readonly faults = resource((signal) => dnsFaults(signal));
  private readonly filter = cell('');
  private readonly reload = spaced(RELOAD_MS, () => Promise.all([this.queries.load(), this.faults.load()]));
  private readonly leave: () => void;

  constructor() {
    this.leave = onChanges({
      changes: (changes) => {
        if (changes.some(({ type }) => type === 'dnsAnswered' || type === 'ruleFired')) this.reload.call();
      },
      missed: () => void this.load(),
      stand: (what) => {
        if (what === 'records') void this.records.load();
        if (what === 'rules') void this.faults.load();
      },
    });
    this.ready = this.load();
  }

  title(): string {
    return dnsText().title;
  }

  dispose(): void {
    this.leave();
    this.reload.cancel();
    for (const one of [this.records, this.queries, this.faults]) one.dispose();
  }

  view(): TemplateResult {
    const text = dnsText();
    const dns = stand.value?.dns;
    return html`
      <div class="page">
        ${pageHead({ title: text.title, lead: html`${text.lead}${dns === undefined ? nothing : html` ${text.listens(`${dns.address}:${dns.port}`)}`}` })}
        ${answered(this.records, this.faults) ? this.parts() : skeletonLines(14)}
      </div>
    `;
  }

  /** Below each other, so that none comes before it is known how long those above are. */
  private parts(): TemplateResult {
    const text = dnsText();
    return html`
        <section class="stack">${loaded(this.records, {
          waiting: () => skeletonLines(6),
          ready: (records) => zoneCard(records, () => void this.records.load()),
        })}</section>
        <section class="card">${loaded(this.faults, { waiting: () => skeletonLines(1), ready: faultList })}</section>
        <section class="stack">
          <div class="card-head"><h2>${text.log}</h2>${searchBox({
            id: 'dns-filter',
            label: text.filter,
            value: this.filter.value,
            onInput: (value) => {
              this.filter.value = value;
            },
          })}</div>
          ${loaded(this.queries, {
            waiting: () => skeletonLines(8),
            ready: (queries) =>
              html`${queryLog(queries, this.filter.value, () => {
                this.filter.value = '';
              })}${queries.length < MOST_QUERIES ? nothing : html`<p class="soft small">${text.newest(MOST_QUERIES)}</p>`}`,
          })}
        </section>
    `;
  }

  private load(): Promise<unknown> {
    return Promise.all([this.records.load(), this.queries.load(), this.faults.load()]);
  }
}

const faultList = (faults: readonly DnsFault[]): TemplateResult => {
  const text = dnsText();
  return html`
    <div class="card-head"><h2>${text.faults}</h2><a class="button small" href="/faults">${text.arm}</a></div>
    ${
      faults.length === 0
        ? html`<p class="soft">${text.noFaults}</p>`
        : html`<ul class="dns-faults">${faults.map(
            (fault) => html`<li>
              <a class="pill caution plain" href="/faults?rule=${fault.id}">${tame(fault.id)}</a>
              <code>${[ruleWords(fault.match), ruleWords(fault.do)].filter((words) => words !== '').join(' → ')}</code>
              <span class="soft">${text.hits(fault.hits)}</span>
            </li>`,
          )}</ul>`
    }
  `;
};

/** The zone, the faults that are armed on it, and what was asked. */
export const dnsPage = (): Page => new DnsPage();
