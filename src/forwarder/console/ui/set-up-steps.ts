import { html, type TemplateResult } from 'lit-html';
import { icon } from '../../../web/ui/icons.ts';
import type { SettingsAnswer, TrackedMessage } from './answers.ts';
import { listenerList } from './listener-list.ts';
import { NAMES, PATHS } from './menu.ts';
import { overviewText } from './overview-text.ts';

interface Step {
  readonly done: boolean;
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string };
  readonly more?: unknown;
}

/** What the vendor's walkthrough does, and how far this gateway is. */
const stepsOf = ({ committed, pending, changes }: SettingsAnswer, messages: readonly TrackedMessage[], delivered: number): Step[] => {
  const { steps } = overviewText();
  const enabled = [...pending.policies, pending.defaultPolicy].some(({ connector }) => connector !== 'no-scan');
  const inForce = [...committed.policies, committed.defaultPolicy].some(({ connector }) => connector !== 'no-scan');
  // A cloud gateway tells no counters, and the latest messages may all be of another policy.
  const arrived = delivered > 0 || messages.some(({ copy }) => copy?.state === 'delivered');
  return [
    {
      done: pending.connector.enabled && pending.connector.defaultIntakeAddress !== null,
      title: steps.address,
      text: steps.addressText,
      link: { href: PATHS.connector, text: NAMES.connectorSettings },
    },
    { done: enabled, title: steps.policy, text: steps.policyText, link: { href: PATHS.policies, text: NAMES.policies } },
    { done: inForce && changes.length === 0, title: steps.commit, text: steps.commitText },
    { done: arrived || messages.length > 0, title: steps.message, text: steps.messageText, more: listenerList() },
    { done: arrived, title: steps.arrived, text: steps.arrivedText, link: { href: PATHS.tracking, text: NAMES.tracking } },
  ];
};

const stepItem = ({ done, title, text, link, more }: Step, current: boolean): TemplateResult => html`
  <li class=${done ? 'done' : ''} aria-current=${current ? 'step' : 'false'}>
    <span class="mark">${done ? icon('check', overviewText().done) : html`<span class="spoken">${overviewText().toDo}</span>`}</span>
    <div>
      <p class="title">${title}</p>
      ${done ? '' : html`<p class="soft small">${text}${link === undefined ? '' : html` <a href=${link.href}>${link.text}</a>`}</p>${current ? more : ''}`}
    </div>
  </li>
`;

const list = (steps: readonly Step[], next: number): TemplateResult =>
  html`<ol class="steps">${steps.map((step, index) => stepItem(step, index === next))}</ol>`;

/** The steps of the walkthrough with their marks; folded away once all are done. */
export const setUpSteps = (settings: SettingsAnswer, messages: readonly TrackedMessage[], delivered: number): TemplateResult => {
  const steps = stepsOf(settings, messages, delivered);
  const next = steps.findIndex(({ done }) => !done);
  const { setUp, setUpDone } = overviewText();
  if (next === -1) {
    return html`<details class="card"><summary>${icon('check')}${setUpDone}</summary>${list(steps, next)}</details>`;
  }
  return html`<section class="card"><h2>${setUp}</h2>${list(steps, next)}</section>`;
};
