import { html, type TemplateResult } from 'lit-html';
import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { selectField } from '../../../../src/web/ui/form.ts';
import { count } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { navigate } from '../../../../src/web/ui/router.ts';
import { absolute } from '../../../../src/web/ui/time.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { queryOf } from '../data/messages.ts';
import { deleteRun, type Run, type Verdict } from '../data/runs.ts';
import { tame } from '../frame/tame.ts';
import { runsText } from './runs.text.ts';

const nameOf = ({ run, meta }: Run): string => `${runsText().run(run)}: ${tame(meta.system)}, ${absolute(Date.parse(meta.started))}`;

/** Chooses any two runs to compare, of one system or of two. */
export class RunChoice {
  private readonly one = cell<string | undefined>(undefined);
  private readonly other = cell<string | undefined>(undefined);

  /** Takes the runs that an address names. */
  take(one: string | undefined, other: string | undefined): void {
    this.one.value = one;
    this.other.value = other;
  }

  /** Unless others are chosen, the newest is compared with the one before it. */
  view(runs: readonly Run[]): TemplateResult {
    const text = runsText();
    const one = this.one.value ?? String(runs[1]?.run ?? '');
    const other = this.other.value ?? String(runs[0]?.run ?? '');
    const choices = runs.map((run) => ({ value: String(run.run), text: nameOf(run) }));
    const field = (id: string, label: string, value: string, chosen: { value: string | undefined }): TemplateResult =>
      selectField({
        id,
        label,
        value,
        choices,
        onInput: (next) => {
          chosen.value = next;
        },
      });
    return html`
      <form class="run-choice" aria-label=${text.comparison} @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        navigate(`/runs${queryOf({ one, other })}`);
      }}>
        ${field('run-one', text.one, one, this.one)}${field('run-other', text.other, other, this.other)}
        <button type="submit" class="button">${text.compare}</button>
      </form>
    `;
  }
}

/** Deletes a run once it is confirmed, and goes back to the others, which `reload` reads first: it is not among them even for a moment. */
const removeRun = async (run: number, reload: () => Promise<void>): Promise<void> => {
  const text = runsText();
  if (!(await confirmed({ title: text.removeTitle(run), text: text.removeText, confirm: text.remove, danger: true }))) return;
  try {
    await deleteRun(run);
    toast({ tone: 'good', text: text.removed(run) });
    await reload();
    navigate('/runs');
  } catch (error) {
    toast({ tone: 'bad', text: problemLine(error) });
  }
};

/** From bad to good. */
const VERDICTS = [
  'departs',
  'harness-error',
  'warning',
  'known-departure',
  'inconclusive',
  'not-testable',
  'untested',
  'conforms',
  'not-applicable',
] as const satisfies readonly Verdict[];

const totalsText = (totals: Run['totals']): string =>
  VERDICTS.flatMap((verdict) => {
    const { [verdict]: total = 0 } = totals;
    // Those that did not occur would only hide those that did.
    return total === 0 ? [] : `${runsText().verdicts[verdict]} ${count(total)}`;
  }).join(', ');

/** Begins the page of one run: which system, when, what came out, and the button that deletes it. */
export const runHead = ({ run, meta, totals }: Pick<Run, 'run' | 'meta' | 'totals'>, reload: () => Promise<void>): TemplateResult => {
  const text = runsText();
  return html`
    <div class="card-head"><p>${foreign(meta.system)} <span class="soft">${absolute(Date.parse(meta.started))} · ${text.clocks[meta.clock]} · ${totalsText(totals)}</span></p>
      <button type="button" class="button small danger" @click=${() => removeRun(run, reload)}>${icon('trash')}${text.remove}</button></div>
  `;
};
