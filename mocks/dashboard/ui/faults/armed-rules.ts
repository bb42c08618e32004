import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { emptyState } from '../../../../src/web/ui/empty.ts';
import { address } from '../../../../src/web/ui/foreign.ts';
import { count } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { ArmedRule } from '../data/faults.ts';
import { queryOf } from '../data/messages.ts';
import { faultsText } from './faults.text.ts';
import { ruleWords } from './rule-words.ts';

export interface ArmedOptions {
  /** The newest last, as the API tells them. */
  readonly rules: readonly ArmedRule[];
  readonly chosen: string | undefined;
  readonly onDisarm: (id: string) => void;
}

/** Whether it fires no more: its time is over, or it has fired as often as it may. */
export const isSpent = ({ expired, remaining }: ArmedRule): boolean => expired || remaining === 0;

const state = (rule: ArmedRule): TemplateResult => {
  const text = faultsText();
  if (isSpent(rule)) return html`<span class="pill idle">${text.spent}</span>`;
  return rule.hits > 0 ? html`<span class="pill caution">${text.firing}</span>` : html`<span class="pill note">${text.waiting}</span>`;
};

const row = (rule: ArmedRule, { chosen, onDisarm }: ArmedOptions): TemplateResult => {
  const text = faultsText();
  const { id, layer, match, hits, remaining } = rule;
  const where = ruleWords(match);
  return html`
    <tr class=${id === chosen ? 'chosen' : nothing}>
      <th scope="row" data-label=${text.rule}><a href="/faults${queryOf({ rule: id })}" class="mono" aria-current=${id === chosen ? 'true' : nothing}>${id}</a></th>
      <td data-label=${text.layer}><span><span class="pill plain idle">${layer}</span></span></td>
      <td data-label=${text.where}>${where === '' ? text.everywhere : address(where)}</td>
      <td data-label=${text.does}><bdi class="foreign mono small">${ruleWords(rule.do)}</bdi></td>
      <td data-label=${text.state}><span>${state(rule)}</span></td>
      <td class="number" data-label=${text.hits}>${count(hits)}</td>
      <td class="number nowrap" data-label=${text.remaining}>${remaining === null ? text.always : count(remaining)}</td>
      <td class="actions"><button type="button" class="button small" aria-label=${text.disarmThis(id)} @click=${() => onDisarm(id)}>${icon('close')}${text.disarm}</button></td>
    </tr>
  `;
};

/** What is armed, the newest first: it is asked first. */
export const armedTable = (options: ArmedOptions): TemplateResult => {
  const text = faultsText();
  if (options.rules.length === 0) return emptyState({ icon: 'bolt', title: text.nothingArmed, text: text.nothingArmedText });
  return html`
    <div class="table-frame"><table class="table dense cards" aria-label=${text.armed}>
      <thead><tr>
        <th scope="col">${text.rule}</th><th scope="col">${text.layer}</th><th scope="col">${text.where}</th><th scope="col">${text.does}</th>
        <th scope="col">${text.state}</th><th scope="col" class="number">${text.hits}</th><th scope="col" class="number">${text.remaining}</th>
        <td></td>
      </tr></thead>
      <tbody>${repeat(
        options.rules.toReversed(),
        ({ id }) => id,
        (rule) => row(rule, options),
      )}</tbody>
    </table></div>
  `;
};
