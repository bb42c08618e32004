import { html, type TemplateResult } from 'lit-html';
import { type Cell, cell } from '../../../../src/web/ui/draw.ts';
import { selectField } from '../../../../src/web/ui/form.ts';
import { language } from '../../../../src/web/ui/i18n.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { Preset } from '../data/faults.ts';
import { faultsText } from './faults.text.ts';
import { PRESET_EXPECTATIONS, PRESET_TITLES } from './preset-words.ts';

interface Words {
  readonly text: string;
  readonly language: string;
}

const words = (english: string, japanese: string | undefined): Words =>
  language() === 'ja' && japanese !== undefined ? { text: japanese, language: 'ja' } : { text: english, language: 'en' };

/** What a preset is called in the language of the page. */
export const presetTitle = ({ id, title }: Preset): Words => words(title, PRESET_TITLES[id]);

/** Faults ready to be armed, by the row of the retry table that they play. */
export class PresetList {
  private readonly stages: Cell<Readonly<Record<string, string>>> = cell({});
  private readonly arm: (preset: Preset, stage: string | undefined) => void;

  constructor(arm: (preset: Preset, stage: string | undefined) => void) {
    this.arm = arm;
  }

  view(presets: readonly Preset[], armed: ReadonlySet<string>): TemplateResult {
    const groups = Map.groupBy(presets, ({ requirement }) => requirement);
    return html`
      <div class="presets">${[...groups].map(
        ([requirement, members]) => html`
          <section class="card" aria-label=${requirement}>
            <h3><span class="pill plain note">${requirement}</span></h3>
            <ul class="preset-list">${members.map((preset) => this.item(preset, armed))}</ul>
          </section>
        `,
      )}</div>
    `;
  }

  private item(preset: Preset, armed: ReadonlySet<string>): TemplateResult {
    const text = faultsText();
    const { id, stages, rules } = preset;
    const title = presetTitle(preset);
    const expectation = words(preset.expectation, PRESET_EXPECTATIONS[preset.expectation]);
    const isArmed = rules.every((rule) => armed.has(rule.id));
    return html`
      <li class="preset">
        <div>
          <p class="preset-title" lang=${title.language}>${title.text}${isArmed ? html` <span class="pill caution">${text.isArmed}</span>` : ''}</p>
          <p class="soft small">${text.expected} <span lang=${expectation.language}>${expectation.text}</span></p>
        </div>
        <div class="preset-arm">
          ${
            stages.length < 2
              ? ''
              : selectField({
                  id: `stage-${id}`,
                  label: text.stageOf(title.text),
                  labelHidden: true,
                  value: this.stages.value[id] ?? stages[0] ?? '',
                  choices: stages.map((value) => ({ value, text: value })),
                  onInput: (value) => {
                    this.stages.value = { ...this.stages.value, [id]: value };
                  },
                })
          }
          <button type="button" class="button" aria-label=${text.armThis(title.text)} @click=${() => this.arm(preset, this.stages.value[id])}>
            ${icon('bolt')}${text.arm}
          </button>
        </div>
      </li>
    `;
  }
}
