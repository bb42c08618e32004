import { html, nothing, type TemplateResult } from 'lit-html';
import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { answered, loaded, type Resource, resource } from '../../../../src/web/ui/resource.ts';
import type { Page, Visit } from '../../../../src/web/ui/router.ts';
import { tabs } from '../../../../src/web/ui/tabs.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { onChanges } from '../data/changes.ts';
import {
  armedRules,
  armPreset,
  disarmRule,
  exportOf,
  faultLanguage,
  faultPresets,
  type Preset,
  type RuleHits,
  replaceRules,
  ruleHits,
} from '../data/faults.ts';
import { spaced } from '../data/spaced.ts';
import { menu } from '../frame/menu.ts';
import { armedTable, isSpent } from './armed-rules.ts';
import { faultsText } from './faults.text.ts';
import { PresetList, presetTitle } from './preset-list.ts';
import { RuleForm } from './rule-form.ts';
import { hitsCard } from './rule-hits.ts';
import { RuleText } from './rule-text.ts';

const AGAIN_MS = 250;
type Way = 'presets' | 'form' | 'text';

class FaultsPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly armed = armedRules();
  private readonly known = faultPresets();
  private readonly language = faultLanguage();
  private readonly way = cell<Way>('presets');
  private readonly chosen = cell<string | undefined>(undefined);
  private hits: Resource<RuleHits> | undefined;
  private readonly presets = new PresetList((preset, stage) => void this.armPreset(preset, stage));
  private readonly form = new RuleForm((id) => this.told(faultsText().armedOne(id)));
  private readonly text = new RuleText((rules) => this.told(faultsText().armedMany(rules)));
  private readonly again = spaced(AGAIN_MS, () => this.load());
  private readonly leave: () => void;

  constructor(query: URLSearchParams) {
    this.leave = onChanges({
      changes: (changes) => {
        if (changes.some(({ type }) => type === 'ruleFired')) this.again.call();
      },
      missed: () => this.again.call(),
      stand: (what) => {
        if (what === 'rules') this.again.call();
      },
    });
    this.ready = Promise.all([this.armed.load(), this.known.load(), this.language.load()]);
    this.queryChanged(query);
  }

  title(): string {
    return faultsText().title;
  }

  queryChanged(query: URLSearchParams): void {
    const rule = query.get('rule') ?? undefined;
    if (rule === this.chosen.value) return;
    this.hits?.dispose();
    this.hits = rule === undefined ? undefined : resource((signal) => ruleHits(rule, signal));
    this.chosen.value = rule;
    void this.hits?.load();
  }

  dispose(): void {
    this.leave();
    this.again.cancel();
    for (const one of [this.armed, this.known, this.language, this.hits]) one?.dispose();
  }

  view(): TemplateResult {
    const text = faultsText();
    return html`
      <div class="page faults-page">
        ${pageHead({ title: text.title, lead: text.lead, actions: this.actions() })}
        ${loaded(this.armed, {
          waiting: () => skeletonLines(4),
          ready: ({ rules }) => html`
            <section class="stack tight" aria-labelledby="armed"><h2 id="armed">${text.armed}</h2>
              ${armedTable({ rules, chosen: this.chosen.value, onDisarm: (id) => void this.attempt(() => disarmRule(id)) })}</section>
          `,
        })}
        ${answered(this.armed) ? this.below() : nothing}
      </div>
    `;
  }

  /** What stands below the armed rules, whose number is known by then. */
  private below(): TemplateResult {
    const text = faultsText();
    return html`
        ${this.hitsOfChosen()}
        <section class="stack tight" aria-labelledby="to-arm"><h2 id="to-arm">${text.toArm}</h2>
          ${tabs<Way>({
            label: text.toArm,
            chosen: this.way.value,
            onChoose: (way) => {
              this.way.value = way;
            },
            tabs: [
              { id: 'presets', label: text.presets },
              { id: 'form', label: text.oneRule },
              { id: 'text', label: text.asText },
            ],
            panel: this.panel(),
          })}</section>
    `;
  }

  private actions(): unknown {
    const text = faultsText();
    const none = (this.armed.value?.rules.length ?? 0) === 0;
    return html`
      ${menu({
        id: 'export-rules',
        label: text.export,
        icon: 'download',
        items: [
          { label: 'YAML', hint: 'rules.yaml', href: exportOf('yaml') },
          { label: 'JSON', hint: 'rules.json', href: exportOf('json') },
        ],
      })}
      <button type="button" class="button small danger" ?disabled=${none} @click=${this.disarmAll}>${icon('trash')}${text.disarmAll}</button>
    `;
  }

  private hitsOfChosen(): TemplateResult | typeof nothing {
    const rule = this.chosen.value;
    if (rule === undefined || this.hits === undefined || this.armed.value === undefined) return nothing;
    return hitsCard(rule, this.armedIds.has(rule), this.hits);
  }

  private get armedIds(): ReadonlySet<string> {
    return new Set(this.armed.value?.rules.flatMap((rule) => (isSpent(rule) ? [] : [rule.id])));
  }

  private panel(): unknown {
    if (this.way.value === 'text') return this.text.view();
    if (this.way.value === 'form')
      return loaded(this.language, { waiting: () => skeletonLines(10), ready: (language) => this.form.view(language) });
    return loaded(this.known, { waiting: () => skeletonLines(12), ready: ({ presets }) => this.presets.view(presets, this.armedIds) });
  }

  private async load(): Promise<void> {
    await Promise.all([this.armed.load(), this.hits?.load()]);
  }

  private told(text: string): void {
    toast({ tone: 'good', text });
    this.again.call();
  }

  private async attempt(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      this.again.call();
      return true;
    } catch (error) {
      toast({ tone: 'bad', text: problemLine(error) });
      return false;
    }
  }

  private async armPreset(preset: Preset, stage: string | undefined): Promise<void> {
    if (await this.attempt(() => armPreset(preset.id, stage)))
      toast({ tone: 'good', text: faultsText().armedOne(presetTitle(preset).text) });
  }

  private readonly disarmAll = async (): Promise<void> => {
    const text = faultsText();
    const sure = await confirmed({ title: text.disarmAll, text: text.disarmAllText, confirm: text.disarmAll, danger: true });
    if (sure) await this.attempt(() => replaceRules([]));
  };
}

/** Fault rules: what is armed, live, and three ways to arm more. */
export const faultsPage = ({ query }: Visit): Page => new FaultsPage(query);
