import { html } from 'lit-html';
import { type FormErrors, radioCards, textField } from '../../../web/ui/form.ts';
import type { ConnectorChoice } from './answers.ts';
import { commonText } from './common-text.ts';
import { connectorText } from './connector-text.ts';
import { PATHS } from './menu.ts';
import { settings } from './state.ts';

/** What a form of the three choices holds; the custom address stays while another choice is tried. */
export interface ChoiceDraft {
  readonly kind: 'no-scan' | 'default' | 'custom';
  readonly custom: string;
}

export const draftOf = (choice: ConnectorChoice): ChoiceDraft =>
  typeof choice === 'string' ? { kind: choice, custom: '' } : { kind: 'custom', custom: choice.custom };

export const choiceOf = ({ kind, custom }: ChoiceDraft): ConnectorChoice => (kind === 'custom' ? { custom: custom.trim() } : kind);

const defaultHint = (): unknown => {
  const address = settings.value?.pending.connector.defaultIntakeAddress ?? null;
  const text = connectorText();
  if (address !== null) return html`${text.sentTo} <span class="foreign mono">${address}</span>`;
  return html`${text.noDefault} <a href=${PATHS.connector}>${text.setDefault}</a>`;
};

/** The three choices of the connector for a policy. */
export const connectorChoice = (draft: ChoiceDraft, errors: FormErrors, onChange: (change: Partial<ChoiceDraft>) => void): unknown => {
  const text = connectorText();
  const common = commonText();
  const problem = errors['policy.connector'];
  return radioCards<ChoiceDraft['kind']>({
    id: 'connector',
    legend: text.legend,
    legendHidden: true,
    value: draft.kind,
    onChange: (kind) => onChange({ kind }),
    error: draft.kind === 'custom' ? undefined : problem,
    choices: [
      { value: 'no-scan', label: common.noScan, hint: text.noScanHint },
      { value: 'default', label: common.defaultAddress, hint: defaultHint() },
      {
        value: 'custom',
        label: common.customAddress,
        hint: text.customHint,
        detail: () =>
          textField({
            id: 'custom-address',
            label: common.customAddress,
            labelHidden: true,
            value: draft.custom,
            mono: true,
            placeholder: '33c48e-27xp9-05ecb4@intake.example',
            error: problem,
            onInput: (custom) => onChange({ custom }),
          }),
      },
    ],
  });
};
