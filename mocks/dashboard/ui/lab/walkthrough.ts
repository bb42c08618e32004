import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { LabView } from '../../../api/lab.ts';
import { labText } from './lab.text.ts';

type StepId = LabView['steps'][number]['id'];

/** Where each step is done: on this dashboard, or a page of the gateway's console. */
const placeOf = (id: StepId, consoleLink: string): string | undefined => {
  const atConsole = (path: string): string => new URL(path, consoleLink).href;
  switch (id) {
    case 'account':
      return '/setup';
    case 'connector':
      return atConsole('/security-services/threat-defense-connector');
    case 'policy':
      return atConsole('/mail-policies/incoming');
    case 'commit':
      return consoleLink;
    case 'message':
      return undefined;
    case 'dashboard':
      return '/messages';
    case 'counters':
      return atConsole('/monitor/delivery-status');
  }
};

const stepLink = (id: StepId, consoleLink: string): TemplateResult | typeof nothing => {
  const place = placeOf(id, consoleLink);
  if (place === undefined) return nothing;
  const elsewhere = !place.startsWith('/');
  return html`<a class="button small" href=${place} target=${elsewhere ? 'setd-console' : nothing} rel=${elsewhere ? 'noopener' : nothing}>${labText().steps[id].link}</a>`;
};

/** The documented way, each step with where it is done; the next one is open. Once all are done, each leads to what came of it. */
export const walkthrough = ({ steps, console }: LabView): TemplateResult => {
  const text = labText();
  const next = steps.find(({ done }) => !done)?.id;
  return html`
    <section class="card" aria-labelledby="walkthrough">
      <div class="card-head">
        <h2 id="walkthrough">${text.walkthrough}</h2>
        <span class="pill ${next === undefined ? 'good' : 'idle'}" role="status">${text.progress(steps.filter(({ done }) => done).length, steps.length)}</span>
      </div>
      <ol class="lab-steps">${steps.map(
        ({ id, done }, index) => html`
          <li class=${done ? 'done' : id === next ? 'next' : 'ahead'} aria-current=${id === next ? 'step' : nothing}>
            <span class="mark">${done ? html`${icon('check')}<span class="spoken">${text.done}</span>` : index + 1}</span>
            <div>
              <h3>${text.steps[id].title}</h3>
              <p class="soft">${text.steps[id].hint}</p>
              ${id === next || next === undefined ? stepLink(id, console) : nothing}
            </div>
          </li>
        `,
      )}</ol>
    </section>
  `;
};
