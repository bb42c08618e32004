import { html, nothing, type TemplateResult } from 'lit-html';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number;
}

export interface TabsOptions<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** What the chosen tab shows. */
  readonly panel: unknown;
}

const MOVES: Readonly<Record<string, (index: number, length: number) => number>> = {
  ArrowRight: (index, length) => (index + 1) % length,
  ArrowLeft: (index, length) => (index - 1 + length) % length,
  Home: () => 0,
  End: (_index, length) => length - 1,
};

const move = <Id extends string>(event: KeyboardEvent, { tabs, chosen, onChoose }: TabsOptions<Id>): void => {
  const index = tabs.findIndex(({ id }) => id === chosen);
  const next = tabs[MOVES[event.key]?.(index, tabs.length) ?? -1];
  if (next === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  onChoose(next.id);
  event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
};

/** Tabs: arrow keys, Home and End move among them; Tab goes on to what they show. */
export const tabs = <Id extends string>(options: TabsOptions<Id>): TemplateResult => html`
  <div class="tabs" role="tablist" aria-label=${options.label} @keydown=${(event: KeyboardEvent) => move(event, options)}>${options.tabs.map(
    ({ id, label, count }) => html`
      <button type="button" role="tab" id="tab-${id}" aria-controls="panel-of-tabs" aria-selected=${String(id === options.chosen)}
        tabindex=${id === options.chosen ? nothing : '-1'} @click=${() => options.onChoose(id)}
      >${label}${count === undefined ? '' : html` <span class="soft">${count}</span>`}</button>
    `,
  )}</div>
  <div role="tabpanel" id="panel-of-tabs" aria-labelledby="tab-${options.chosen}" tabindex="0">${options.panel}</div>
`;
