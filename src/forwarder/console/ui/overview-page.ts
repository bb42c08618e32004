import { html, nothing, type TemplateResult } from 'lit-html';
import { ask } from '../../../web/ui/api.ts';
import { skeletonLines } from '../../../web/ui/empty.ts';
import { count } from '../../../web/ui/format.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { loaded, resource } from '../../../web/ui/resource.ts';
import type { Page } from '../../../web/ui/router.ts';
import { timeTag } from '../../../web/ui/time.ts';
import type { CounterRow, GatewayAnswer, TrackingAnswer } from './answers.ts';
import { commonText } from './common-text.ts';
import { listenerList } from './listener-list.ts';
import { messagePath, NAMES, PATHS, TDC_QUEUE } from './menu.ts';
import { senderText, statePill, subjectText } from './message-state.ts';
import { onMovement, onRestart } from './movement.ts';
import { overviewText } from './overview-text.ts';
import { setUpSteps } from './set-up-steps.ts';
import { API, gateway, settings, status } from './state.ts';
import { COLUMNS } from './status-columns.ts';

const RECENT = 8;
/** Between two questions while messages keep coming. */
const LIVE_MS = 1000;

const queueRow = (): CounterRow | undefined => status.value?.rows.find(({ host }) => host === TDC_QUEUE);

const figures = (): unknown => {
  if (gateway.value?.cloud === true) return nothing;
  const row = queueRow();
  return html`
    <section class="card" aria-label=${overviewText().copies}>
      <div class="card-head"><h2>${overviewText().copies}</h2><a href=${PATHS.deliveryStatus}>${NAMES.deliveryStatus}</a></div>
      <dl class="figures">${COLUMNS.map(({ key, name }) => html`<div><dt>${name}</dt><dd class="figure">${count(row?.[key] ?? 0)}</dd></div>`)}</dl>
    </section>
  `;
};

const enabledPolicies = (): unknown => {
  const rows = settings.value?.rows;
  if (rows === undefined) return nothing;
  const enabled = rows.filter(({ connectorState }) => connectorState === 'Enabled').length;
  return html`<a href=${PATHS.policies}>${overviewText().policiesEnabled(enabled, rows.length)}</a>`;
};

const gatewayCard = (answer: GatewayAnswer): TemplateResult => {
  const text = overviewText();
  const rows: readonly (readonly [string, unknown])[] = [
    [text.hostname, answer.hostname],
    [text.version, answer.version],
    [text.profile, answer.cloud ? text.profiles.cloud : text.profiles.appliance],
    [text.started, timeTag(answer.startedAtMs)],
    [text.configFile, answer.configFile ?? text.noFile],
    [text.spool, text.spools[answer.spool]],
    [NAMES.connector, enabledPolicies()],
  ];
  return html`
    <section class="card">
      <h2>${text.gateway}</h2>
      <dl class="facts">${rows.map(([term, value]) => html`<dt>${term}</dt><dd class="foreign">${value}</dd>`)}</dl>
      <h3>${text.listeners}</h3>
      ${listenerList()}
    </section>
  `;
};

const recentCard = ({ messages }: TrackingAnswer): TemplateResult => {
  const text = overviewText();
  return html`
    <section class="card">
      <div class="card-head"><h2>${text.recent}</h2><a href=${PATHS.tracking}>${text.allMessages}</a></div>
      ${
        messages.length === 0
          ? html`<p class="soft">${text.noneYet}</p>`
          : html`<ul class="recent">${messages.map(
              (message) => html`
                <li>
                  <a class="subject clip" href=${messagePath(message.mid)}>${subjectText(message)}</a>${statePill(message)}
                  <span class="soft small clip">${senderText(message)}</span><span class="soft small">${timeTag(message.receivedAtMs, 'relative')}</span>
                </li>
              `,
            )}</ul>`
      }
    </section>
  `;
};

/** What there is to know at a glance, and what to do first. */
export const overviewPage = (): Page => {
  const recent = resource((signal) => ask<TrackingAnswer>(`${API}/tracking?limit=${RECENT}`, { signal }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void recent.load();
    }, LIVE_MS);
  };
  const stops = [onMovement(askSoon), onRestart(() => void recent.load())];
  const waiting = (): TemplateResult => html`<div class="card">${skeletonLines(6)}</div>`;
  return {
    title: () => commonText().overview,
    ready: recent.load(),
    dispose: () => {
      clearTimeout(timer);
      recent.dispose();
      for (const stop of stops) stop();
    },
    view: () => html`
      <div class="page">
        ${pageHead({ title: commonText().overview, lead: overviewText().lead })}
        ${figures()}
        <div class="overview-cards">
          <div class="stack">
            ${loaded(settings, { ready: (value) => setUpSteps(value, recent.value?.messages ?? [], queueRow()?.deliveredRecipients ?? 0), waiting })}
            ${loaded(recent, { ready: recentCard, waiting })}
          </div>
          ${gateway.value === undefined ? waiting() : gatewayCard(gateway.value)}
        </div>
      </div>
    `,
  };
};
