import { html, type TemplateResult } from 'lit-html';
import { type Cell, cell } from '../../../../src/web/ui/draw.ts';
import { radioCards, textField } from '../../../../src/web/ui/form.ts';
import type { SetupAnswer, SetupStep } from '../data/accounts.ts';
import { setupText } from './setup.text.ts';

/** In the documented order (SETUP-1). */
export const SETUP_STEPS: readonly SetupStep[] = ['gateway-present', 'gateway', 'direction', 'authentication'];

export const USUAL_HEADER = 'X-IronPort-RemoteIP';

/** What is filled in and not accepted yet. */
export interface SetupDraft {
  readonly ownHeader: Cell<boolean>;
  readonly header: Cell<string>;
}

export const setupDraft = (): SetupDraft => ({ ownHeader: cell(false), header: cell('') });

/** The answer that the form stands for. */
export const answerFor = (step: SetupStep, draft: SetupDraft): SetupAnswer => {
  switch (step) {
    case 'gateway-present':
      return { step, present: true };
    case 'gateway':
      return { step, vendor: 'cisco', header: draft.ownHeader.value ? draft.header.value.trim() : USUAL_HEADER };
    case 'direction':
      return { step, direction: 'incoming' };
    case 'authentication':
      return { step, authentication: 'none' };
  }
};

/** An answer as a person reads it. */
export const answerText = (answer: SetupAnswer): string => {
  const text = setupText();
  switch (answer.step) {
    case 'gateway-present':
      return text.yes;
    case 'gateway':
      return text.gateway.shown(answer.header);
    case 'direction':
      return text.direction.incoming;
    case 'authentication':
      return text.authentication.shown;
  }
};

const nothingElse = (): void => {};

const headerChoice = (draft: SetupDraft, error: string | undefined): TemplateResult => {
  const { gateway } = setupText();
  return radioCards({
    id: 'gateway-header',
    legend: gateway.header,
    value: draft.ownHeader.value ? 'own' : 'usual',
    onChange: (value) => {
      draft.ownHeader.value = value === 'own';
    },
    choices: [
      { value: 'usual', label: gateway.usual(USUAL_HEADER) },
      {
        value: 'own',
        label: gateway.own,
        hint: gateway.ownHint,
        detail: () =>
          textField({
            id: 'own-header',
            label: gateway.ownField,
            mono: true,
            required: true,
            value: draft.header.value,
            placeholder: 'X-Client-Address',
            error,
            onInput: (value) => {
              draft.header.value = value;
            },
          }),
      },
    ],
  });
};

/** What a step asks. Where there is one answer, it is chosen already; the others say why they are not to be had. */
export const stepQuestion = (step: SetupStep, draft: SetupDraft, error: string | undefined): TemplateResult => {
  const { present, gateway, direction, authentication } = setupText();
  const one = { onChange: nothingElse, error: step === 'gateway' ? undefined : error };
  switch (step) {
    case 'gateway-present':
      return radioCards({
        ...one,
        id: step,
        legend: present.question,
        value: 'yes',
        choices: [
          { value: 'yes', label: present.yes, hint: present.yesHint },
          { value: 'no', label: present.no, hint: present.noHint, disabled: true },
        ],
      });
    case 'gateway':
      return html`
        ${radioCards({
          ...one,
          id: step,
          legend: gateway.question,
          value: 'cisco',
          choices: [
            { value: 'cisco', label: gateway.cisco, hint: gateway.ciscoHint },
            { value: 'other', label: gateway.other, hint: gateway.otherHint, disabled: true },
          ],
        })}
        ${headerChoice(draft, error)}
      `;
    case 'direction':
      return radioCards({
        ...one,
        id: step,
        legend: direction.question,
        value: 'incoming',
        choices: [
          { value: 'incoming', label: direction.incoming, hint: direction.incomingHint },
          { value: 'outgoing', label: direction.outgoing, hint: direction.otherHint, disabled: true },
          { value: 'internal', label: direction.internal, hint: direction.otherHint, disabled: true },
        ],
      });
    case 'authentication':
      return radioCards({
        ...one,
        id: step,
        legend: authentication.question,
        value: 'none',
        choices: [
          { value: 'none', label: authentication.none, hint: authentication.noneHint },
          { value: 'full', label: authentication.full, hint: authentication.fullHint, disabled: true },
        ],
      });
  }
};
