import { html, type TemplateResult } from 'lit-html';
import { ask } from '../../../web/ui/api.ts';
import { openDialog } from '../../../web/ui/dialog.ts';
import { skeletonLines } from '../../../web/ui/empty.ts';
import { count } from '../../../web/ui/format.ts';
import { loaded, resource } from '../../../web/ui/resource.ts';
import { timeTag } from '../../../web/ui/time.ts';
import type { HostAnswer } from './answers.ts';
import { onMovement } from './movement.ts';
import { API } from './state.ts';
import { COLUMNS } from './status-columns.ts';
import { statusText } from './status-text.ts';

const facts = (rows: readonly (readonly [string, unknown])[]): TemplateResult => html`
  <dl class="facts host-facts">${rows.map(([term, value]) => html`<dt>${term}</dt><dd class="foreign">${value}</dd>`)}</dl>
`;

const details = (host: HostAnswer): TemplateResult => {
  const text = statusText();
  const { lastRefusal: refusal } = host;
  const kinds = ['dns', 'fiveXX', 'filter', 'expired', 'other'] as const;
  return html`
    ${facts(COLUMNS.map(({ key, name }) => [name, count(host[key])]))}
    <h3>${text.queue}</h3>
    ${facts([
      [text.unattempted, count(host.unattemptedRecipients)],
      [text.attempted, count(host.attemptedRecipients)],
      [text.pending, count(host.pendingConnections)],
      [text.oldest, host.oldestMessageAtMs === null ? text.none : timeTag(host.oldestMessageAtMs)],
      [text.lastActivity, host.lastActivityAtMs === null ? text.none : timeTag(host.lastActivityAtMs)],
    ])}
    <h3>${text.hardBounces}</h3>
    ${facts(kinds.map((kind) => [text.bounceKinds[kind], count(host.hardBounces[kind])]))}
    <h3>${text.lastRefusal}</h3>
    ${
      refusal === null
        ? html`<p class="soft">${text.none}</p>`
        : html`<pre class="code wrap">${refusal.text}</pre><p class="soft">${text.from(refusal.address)}, ${timeTag(refusal.atMs)}</p>`
    }
  `;
};

/** Shows what `hoststatus` knows of a destination, live. */
export const openHostDialog = async (host: string): Promise<void> => {
  const answer = resource((signal) => ask<HostAnswer>(`${API}/delivery-status/${encodeURIComponent(host)}`, { signal }));
  void answer.load();
  const stop = onMovement(() => void answer.load());
  await openDialog({
    title: () => host,
    body: () => html`<div class="stack">${loaded(answer, { ready: details, waiting: () => skeletonLines(16) })}</div>`,
  });
  stop();
  answer.dispose();
};
