import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { type IconName, icon } from '../../../../src/web/ui/icons.ts';
import { loaded } from '../../../../src/web/ui/resource.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { ConnectionRecord, DnsQueryRecord, MessageDetails, RuleHitRecord, RunMention } from '../../../store/message-record.ts';
import { queryOf } from '../data/messages.ts';
import type { MessageOrigin } from '../data/origin.ts';
import { tame } from '../frame/tame.ts';
import { messagesText } from '../messages/messages.text.ts';
import { messageText } from './message.text.ts';
import type { MessageResources } from './message-resources.ts';
import { sinceConnect, transcriptTable } from './transcript.ts';
import { transcriptLines, withoutOthers } from './transcript-lines.ts';

const whole = cell(false);

interface Step {
  readonly icon: IconName;
  readonly tone: '' | 'good' | 'bad' | 'caution';
  readonly title: unknown;
  readonly text: unknown;
  /** When, relative to the connection. */
  readonly afterMs?: number | undefined;
}

const stepItem = ({ icon: name, tone, title, text, afterMs }: Step): TemplateResult => html`
  <li class="story-step ${tone}">
    <span class="sign">${icon(name)}</span>
    <div>
      <p class="step-title">${title}${afterMs === undefined ? nothing : html`<span class="soft small">${sinceConnect(afterMs)}</span>`}</p>
      <div class="step-text">${text}</div>
    </div>
  </li>
`;

interface Alike<Entry> {
  readonly last: Entry;
  readonly times: number;
}

/**
 * What happened alike is told once, as the last of it was, in the order of these: a gateway that resolves for each copy asks the
 * same again and again, and a rule for a stage fires for every copy on the connection.
 */
const onceEach = <Entry>(entries: readonly Entry[], sameness: (entry: Entry) => readonly unknown[]): Alike<Entry>[] =>
  [...Map.groupBy(entries, (entry) => JSON.stringify(sameness(entry))).values()]
    .flatMap((alike) => alike.slice(-1).map((last) => ({ last, times: alike.length })))
    .toSorted((one, other) => entries.indexOf(one.last) - entries.indexOf(other.last));

const timesNote = (times: number): unknown =>
  times === 1 ? nothing : html` <span class="soft small">${messageText().story.times(times)}</span>`;

const dnsStep = ({ last, times }: Alike<DnsQueryRecord>, openedAtMs: number): Step => {
  const { qtype, name, rcode, answers, rules, askedAtMs } = last;
  const failed = rcode !== null && rcode !== 'NOERROR';
  return {
    icon: 'globe',
    tone: rules.length > 0 ? 'caution' : failed ? 'bad' : '',
    title: html`${qtype} ${foreign(name)}${timesNote(times)}`,
    text: html`<span class=${failed ? 'bad-text' : 'soft'}>${rcode ?? '…'}</span> ${answers.map((answer) => html`<div class="mono small">${foreign(answer)}</div>`)}${rules.map(ruleChip)}`,
    afterMs: askedAtMs - openedAtMs,
  };
};

const ruleChip = (rule: string): TemplateResult =>
  html`<a class="pill caution plain" href="/faults?rule=${rule}" title=${messageText().story.fired}>${icon('bolt')}${tame(rule)}</a>`;

const tlsStep = ({ tls, tlsFailure }: ConnectionRecord): Step => {
  const text = messageText().story;
  if (tlsFailure !== null) return { icon: 'lock', tone: 'bad', title: text.tlsFailed, text: foreign(tlsFailure) };
  if (tls === null) return { icon: 'lock', tone: 'bad', title: text.tlsNone, text: '' };
  return {
    icon: 'lock',
    tone: tls.certificate === 'valid' ? 'good' : 'caution',
    title: tls.protocol,
    text: html`<span class="mono small">${tls.cipher}</span><div class="soft">${text.certificate}: ${tls.certificate}${tls.servername === null ? '' : html`, SNI ${foreign(tls.servername)}`}</div>`,
  };
};

const ruleStep = ({ last: { ruleId, action, stage, atMs }, times }: Alike<RuleHitRecord>, openedAtMs: number): Step => ({
  icon: 'bolt',
  tone: 'caution',
  title: html`${ruleChip(ruleId)}${timesNote(times)}`,
  text: html`${foreign(action)}${stage === null ? '' : html` <span class="soft">${stage}</span>`}`,
  afterMs: atMs - openedAtMs,
});

const stepsOf = (details: MessageDetails, { connection, dnsQueries, ruleHits }: MessageOrigin): Step[] => {
  const text = messageText();
  const opened = connection?.openedAtMs ?? details.receivedAtMs;
  const refused = details.fate !== 'stored';
  return [
    ...(dnsQueries.length === 0
      ? [{ icon: 'globe', tone: '', title: text.story.dns, text: html`<span class="soft">${text.story.dnsNone}</span>` } satisfies Step]
      : []),
    ...onceEach(dnsQueries, ({ qtype, name, rcode, answers, rules }) => [qtype, name, rcode, answers, rules]).map((queries) =>
      dnsStep(queries, opened),
    ),
    ...(connection === null
      ? []
      : [
          {
            icon: 'plug',
            tone: '',
            title: html`${text.story.connected} <a href="/connections?connection=${connection.connection}">#${connection.connection}</a>`,
            text: html`<span class="mono small">${connection.remote} → ${connection.local}</span><div class="soft">${foreign(connection.host)} · ${timeTag(connection.openedAtMs, 'absolute')}</div>`,
            afterMs: 0,
          } satisfies Step,
          tlsStep(connection),
        ]),
    ...onceEach(
      ruleHits.filter(({ connection: on }) => on !== null),
      ({ ruleId, action, stage }) => [ruleId, action, stage],
    ).map((hits) => ruleStep(hits, opened)),
    {
      icon: refused ? 'alert' : 'mail',
      tone: refused ? 'bad' : 'good',
      title: html`${messagesText().fates[details.fate]} <span class="soft">${messagesText().attempt(details.attempt)}</span>`,
      text: html`${bytes(details.size)} · ${timeTag(details.receivedAtMs)}`,
      afterMs: connection === null ? undefined : details.receivedAtMs - opened,
    },
  ];
};

const messageLinks = (ids: readonly number[]): TemplateResult[] =>
  ids.map((id) => html`<li><a href="/messages/${id}">${messageText().numbered(id)}</a></li>`);

const runItem = ({ run, scenario, name, requirements }: RunMention): TemplateResult => html`
  <li><a href="/runs${queryOf({ run, scenario })}">${messageText().story.run(run)}: ${foreign(name)}</a>
    <span class="soft small">${foreign(scenario)}</span>
    ${requirements.map(
      ({ id, title, statement }) =>
        html`<p><a class="pill plain note" href="/runs${queryOf({ run, requirement: id })}">${tame(id)}</a> <span lang="en"><b>${foreign(title)}</b> <span class="soft">${foreign(statement)}</span></span></p>`,
    )}</li>
`;

const relations = ({ duplicates, duplicateOf, runs }: MessageDetails): TemplateResult => {
  const text = messageText().story;
  const others = [...new Set([...(duplicateOf === null ? [] : [duplicateOf]), ...duplicates])];
  return html`
    ${others.length === 0 ? nothing : html`<section><h2>${text.duplicates}</h2><ul class="plain-list">${messageLinks(others)}</ul></section>`}
    ${runs.length === 0 ? nothing : html`<section><h2>${text.runs}</h2><ul class="plain-list">${runs.map(runItem)}</ul></section>`}
  `;
};

const transcript = (details: MessageDetails, { transcript: evidence }: MessageOrigin): TemplateResult => {
  const text = messageText().story;
  const all = transcriptLines(evidence, details.id);
  const own = withoutOthers(all, evidence);
  const hidden = all.length - own.length;
  return html`
    <section class="stack tight">
      <div class="card-head"><h2>${text.transcript}</h2>${
        hidden === 0
          ? nothing
          : html`<button type="button" class="link-button small" @click=${() => {
              whole.value = !whole.value;
            }}>${whole.value ? text.showLess : `${text.showAll} (${text.hidden(hidden)})`}</button>`
      }</div>
      ${transcriptTable(whole.value ? all : own, { label: text.transcriptOf(details.connection) })}
    </section>
  `;
};

/** Why this copy arrived: what was asked, over which connection it came, under which faults, and all that was said. */
export const storyPanel = ({ origin }: MessageResources, details: MessageDetails): TemplateResult => {
  if (origin.value === undefined && origin.failure === undefined && !origin.loading) void origin.load();
  return html`
    <div class="story">${loaded(origin, {
      waiting: () => skeletonLines(10),
      ready: (how) => html`
        <div class="story-columns"><div class="stack"><ol class="story-steps">${stepsOf(details, how).map(stepItem)}</ol>${relations(details)}</div>
        ${how.transcript.length === 0 ? html`<p class="soft">${messageText().story.lost}</p>` : transcript(details, how)}</div>
      `,
    })}</div>
  `;
};
