import { html, nothing, type TemplateResult } from 'lit-html';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { loaded, type Resource } from '../../../../src/web/ui/resource.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { RuleHits } from '../data/faults.ts';
import { tame } from '../frame/tame.ts';
import { faultsText } from './faults.text.ts';

const hit = ({ atMs, action, connection, stage }: RuleHits['hits'][number]): TemplateResult => {
  const text = faultsText();
  return html`
    <li>${timeTag(atMs)} ${connection === null ? nothing : html`<a href="/connections?connection=${connection}">${text.connection(connection)}</a>`}
      ${stage === null ? nothing : html`<span class="pill plain idle">${stage}</span>`} <bdi class="foreign mono small">${tame(action)}</bdi></li>
  `;
};

/** When the rule that is looked at fired; it may have been disarmed since. */
export const hitsCard = (rule: string, isArmed: boolean, hits: Resource<RuleHits>): TemplateResult => {
  const text = faultsText();
  return html`
    <section class="card" aria-labelledby="rule-hits">
      <div class="card-head">
        <h2 id="rule-hits">${text.firings} <code>${tame(rule)}</code></h2>
        ${isArmed ? nothing : html`<span class="pill idle">${text.notArmed}</span>`}
      </div>
      ${loaded(hits, {
        waiting: () => skeletonLines(2),
        ready: ({ hits: list }) =>
          list.length === 0 ? html`<p class="soft">${text.neverFired}</p>` : html`<ul class="plain-list">${list.map(hit)}</ul>`,
      })}
    </section>
  `;
};
