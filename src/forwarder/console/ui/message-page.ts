import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError, ask } from '../../../web/ui/api.ts';
import { copyButton } from '../../../web/ui/copy-button.ts';
import { emptyState, skeletonLines } from '../../../web/ui/empty.ts';
import { address, foreign } from '../../../web/ui/foreign.ts';
import { bytes } from '../../../web/ui/format.ts';
import { icon } from '../../../web/ui/icons.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { loaded, resource } from '../../../web/ui/resource.ts';
import type { Page, Visit } from '../../../web/ui/router.ts';
import { absolute, timeTag } from '../../../web/ui/time.ts';
import type { TrackedMessage } from './answers.ts';
import { logPath, MENUS, messagePath, NAMES, PATHS } from './menu.ts';
import { copyPill, senderText, statePill, subjectText } from './message-state.ts';
import { onMovement } from './movement.ts';
import { API } from './state.ts';
import { trackingText } from './tracking-text.ts';

const midLink = (mid: number): TemplateResult => html`<a href=${messagePath(mid)}>${mid}</a>`;

const factsCard = (message: TrackedMessage): TemplateResult => {
  const text = trackingText();
  const { recipients, messageId, splitFrom, splitInto } = message;
  return html`
    <section class="card">
      <h2>${text.facts}</h2>
      <dl class="facts">
        <dt>${text.subject}</dt><dd class="long">${subjectText(message)}</dd>
        <dt>${text.sender}</dt><dd>${senderText(message)}</dd>
        <dt>${text.recipients}</dt><dd class="long">${recipients.map((recipient) => html`<div>${address(recipient)}</div>`)}</dd>
        <dt>${text.messageId}</dt>
        <dd class="mono long">${messageId === '' ? text.none : html`${foreign(messageId)} ${copyButton(messageId, { what: text.messageId })}`}</dd>
        <dt>${text.received}</dt><dd>${timeTag(message.receivedAtMs)}</dd>
        <dt>${text.size}</dt><dd>${bytes(message.sizeBytes)}</dd>
        <dt>${text.direction}</dt><dd>${text.directions[message.direction]}</dd>
        <dt>${text.listener}</dt><dd class="foreign">${message.listener} (ICID ${message.icid})</dd>
        <dt>${text.fromAddress}</dt><dd class="foreign">${message.remoteAddress}</dd>
        <dt>${text.policy}</dt><dd class="foreign">${message.policy}</dd>
        <dt>${text.verdict}</dt><dd><span class="pill ${message.verdict === 'clean' ? 'good' : 'bad'}">${text.verdicts[message.verdict]}</span></dd>
        ${splitFrom === null ? nothing : html`<dt>${text.splitFrom}</dt><dd>${midLink(splitFrom)}</dd>`}
        ${splitInto.length === 0 ? nothing : html`<dt>${text.splitInto}</dt><dd>${splitInto.map((mid) => html`${midLink(mid)} `)}</dd>`}
      </dl>
    </section>
  `;
};

const ORIGINAL_TONES = { queued: 'note busy', delivered: 'good', failed: 'bad', discarded: 'idle', dropped: 'caution' } as const;

const outcomeCards = ({ copy, original }: TrackedMessage): TemplateResult => {
  const text = trackingText();
  return html`
    <div class="grid">
    <section class="card">
      <h2>${text.copy}</h2>
      ${
        copy === null
          ? html`<p class="soft">${text.noCopy}</p>`
          : html`<dl class="facts">
              <dt>${text.state}</dt><dd>${copyPill(copy)}</dd>
              ${copy.reason === null ? nothing : html`<dt>${text.reason}</dt><dd class="foreign">${copy.reason}</dd>`}
              <dt>${text.copyTo}</dt><dd class="mono">${address(copy.intakeAddress)}</dd>
            </dl>`
      }
    </section>
    <section class="card">
      <h2>${text.original}</h2>
      <p><span class="pill ${ORIGINAL_TONES[original]}">${text.originals[original]}</span></p>
    </section>
    </div>
  `;
};

const storyCard = ({ lines }: TrackedMessage): TemplateResult => {
  const text = trackingText();
  return html`
    <section class="card">
      <h2>${text.story}</h2>
      <ol class="story">${lines.map(
        (line) => html`
          <li class=${line.text.startsWith('TDC:') ? 'tdc' : ''}>
            <time datetime=${new Date(line.atMs).toISOString()}>${absolute(line.atMs)}</time><span>${foreign(line.text)}</span>
          </li>
        `,
      )}</ol>
    </section>
  `;
};

const notKnown = (detail: string): TemplateResult => html`
  <div class="card flush">${emptyState({
    icon: 'search',
    title: trackingText().missingTitle,
    text: html`<span class="foreign">${detail}</span>`,
    actions: html`<a class="button" href=${PATHS.tracking}>${trackingText().back}</a>`,
  })}</div>
`;

/** A message in tracking, with everything that happened to it (TRACK-1, TRACK-2). */
export const messagePage = ({ params }: Visit): Page => {
  const mid = params.mid ?? '';
  const answer = resource((signal) => ask<TrackedMessage>(`${API}/tracking/${encodeURIComponent(mid)}`, { signal }));
  const stop = onMovement(() => void answer.load());
  const body = (): unknown => {
    const { failure, value } = answer;
    if (value === undefined && failure instanceof ApiError && failure.status < 500) return notKnown(failure.message);
    return loaded(answer, {
      ready: (message) => html`
        <div class="message-cards">${factsCard(message)}<div class="stack">${outcomeCards(message)}${storyCard(message)}</div></div>
      `,
      waiting: () => html`<div class="card">${skeletonLines(14)}</div>`,
    });
  };
  return {
    title: () => `${trackingText().title(Number(mid))}`,
    ready: answer.load(),
    dispose: () => {
      stop();
      answer.dispose();
    },
    view: () => html`
      <div class="page">
        ${pageHead({
          path: `${MENUS.monitor} > ${NAMES.tracking}`,
          title: html`<span class="row">${trackingText().title(Number(mid))} ${answer.value === undefined ? nothing : statePill(answer.value)}</span>`,
          actions: html`
            <a class="button" href=${PATHS.tracking}>${icon('left')}${trackingText().back}</a>
            <a class="button" href=${logPath(Number(mid))}>${icon('lines')}${trackingText().inLog}</a>
          `,
        })}
        ${body()}
      </div>
    `,
  };
};
