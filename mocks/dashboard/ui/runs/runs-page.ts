import { html, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../../src/web/ui/empty.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { answered, loaded, type Resource } from '../../../../src/web/ui/resource.ts';
import type { Page, Visit } from '../../../../src/web/ui/router.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import { onChanges } from '../data/changes.ts';
import { addRun, runComparison, runMatrix, runScenario, runView } from '../data/runs.ts';
import { RunChoice } from './run-choice.ts';
import { comparisonTable, matrixTable, scenarioTable } from './run-tables.ts';
import { runsText } from './runs.text.ts';
import { scenarioView } from './scenario-view.ts';

/** What is shown below the matrix's place: asked once, drawn by itself. */
interface Part {
  readonly asked: Resource<unknown>;
  readonly view: () => unknown;
}

const partOf = <Value>(asked: Resource<Value>, ready: (value: Value) => unknown): Part => ({
  asked,
  view: () => loaded(asked, { waiting: () => skeletonLines(8), ready }),
});

const partFor = (query: URLSearchParams, reload: () => Promise<void>): Part | undefined => {
  const [run, scenario, one, other] = ['run', 'scenario', 'one', 'other'].map((name) => query.get(name) ?? undefined);
  if (run !== undefined && scenario !== undefined) return partOf(runScenario(run, scenario), (found) => scenarioView(found, run));
  if (run !== undefined) return partOf(runView(run), (view) => scenarioTable(view, query.get('requirement') ?? undefined, reload));
  return one === undefined || other === undefined ? undefined : partOf(runComparison(one, other), comparisonTable);
};

class RunsPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly matrix = runMatrix();
  private readonly part = cell<Part | undefined>(undefined);
  private readonly leave: () => void;
  private readonly choice = new RunChoice();
  private run: string | undefined;

  constructor(query: URLSearchParams) {
    const again = (): void => void this.matrix.load();
    this.leave = onChanges({
      changes: (changes) => {
        if (changes.some(({ type }) => type === 'runAdded' || type === 'runDeleted')) again();
      },
      missed: again,
    });
    this.ready = this.matrix.load();
    this.queryChanged(query);
  }

  title(): string {
    return runsText().title;
  }

  queryChanged(query: URLSearchParams): void {
    this.part.value?.asked.dispose();
    this.run = query.get('run') ?? undefined;
    this.choice.take(query.get('one') ?? undefined, query.get('other') ?? undefined);
    this.part.value = partFor(query, () => this.matrix.load());
    void this.part.value?.asked.load();
  }

  dispose(): void {
    this.leave();
    this.matrix.dispose();
    this.part.value?.asked.dispose();
  }

  view(): TemplateResult {
    const text = runsText();
    const part = this.part.value;
    const { runs = [] } = this.matrix.value ?? {};
    const choice = this.run === undefined && runs.length > 1 ? this.choice.view(runs) : '';
    return html`
      <div class="page runs-page">
        ${pageHead({ title: this.run === undefined ? text.title : text.run(this.run), lead: text.lead, actions: this.actions() })}
        ${
          part === undefined
            ? loaded(this.matrix, {
                waiting: () => skeletonLines(8),
                ready: (matrix) =>
                  matrix.runs.length === 0
                    ? emptyState({ icon: 'bars', title: text.none, text: text.noneText })
                    : [choice, matrixTable(matrix)],
              })
            : [
                html`<p><a href="/runs">${icon('left')}${text.matrix}</a></p>`,
                this.run === undefined && !answered(this.matrix) ? skeletonLines(8) : [choice, part.view()],
              ]
        }
      </div>
    `;
  }

  private actions(): unknown {
    const text = runsText();
    return html`
      <label class="button" for="run-file">${icon('upload')}${text.upload}</label>
      <input class="spoken" type="file" id="run-file" accept=".json,application/json" @change=${this.choose}>
    `;
  }

  private readonly choose = async (event: Event): Promise<void> => {
    const input = event.target instanceof HTMLInputElement ? event.target : undefined;
    const file = input?.files?.[0];
    if (input === undefined || file === undefined) return;
    const text = runsText();
    try {
      const content: unknown = JSON.parse(await file.text());
      toast({ tone: 'good', text: text.added((await addRun(content)).run) });
      void this.matrix.load();
    } catch (error) {
      toast({ tone: 'bad', text: error instanceof SyntaxError ? text.notJson : problemLine(error) });
    }
    input.value = '';
  };
}

/** Results of `setd run`: matrix, drill-down, comparison. */
export const runsPage = ({ query }: Visit): Page => new RunsPage(query);
