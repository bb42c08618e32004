import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { ApiError } from '../../../../src/web/ui/api.ts';
import { cssProperties } from '../../../../src/web/ui/css-properties.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { language } from '../../../../src/web/ui/i18n.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { addShortcuts } from '../../../../src/web/ui/keys.ts';
import { kitText } from '../../../../src/web/ui/kit-text.ts';
import { type Page, setQuery, type Visit } from '../../../../src/web/ui/router.ts';
import { serverNow } from '../../../../src/web/ui/time.ts';
import { countFor } from '../data/counts.ts';
import { exportAddress, markRead } from '../data/messages.ts';
import { accountOfQuery, chooseAccount, chosenAccount, onAccountChosen } from '../frame/chosen-account.ts';
import { menu } from '../frame/menu.ts';
import { showList } from './current-list.ts';
import { emptyMessages, nothingFound } from './empty-messages.ts';
import { ListController } from './list-controller.ts';
import { type ListHeadOptions, listHead, selectionTools } from './list-head.ts';
import { messageRow, waitingRow } from './message-row.ts';
import { messagesText } from './messages.text.ts';
import { rememberSearch } from './recent-searches.ts';
import { rowShortcuts } from './row-keys.ts';
import { focusSearch, searchBar } from './search-bar.ts';
import { asSelected, isSelected } from './selection.ts';

const TYPING_MS = 180;
const MOST_FRESH = 8;
/** How often the ages of messages are told anew. */
const AGE_STEP_MS = 15_000;

class MessagesPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly controller = new ListController(focusSearch);
  private readonly query = cell('');
  private readonly problem = cell<string | undefined>(undefined);
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly leave: readonly (() => void)[];

  constructor({ query }: Visit) {
    accountOfQuery(query);
    this.query.value = query.get('q') ?? '';
    this.ready = this.apply().then(() => void this.controller.comeBack());
    this.leave = [addShortcuts(rowShortcuts(this.controller)), onAccountChosen(() => void this.apply())];
  }

  title(): string {
    return messagesText().title;
  }

  queryChanged(query: URLSearchParams): void {
    accountOfQuery(query);
    this.query.value = query.get('q') ?? '';
    void this.apply();
  }

  dispose(): void {
    clearTimeout(this.typing);
    this.controller.close();
    for (const leave of this.leave) leave();
  }

  view(): TemplateResult {
    const { list } = this.controller;
    const isEmpty = list.total === 0 && list.failure === undefined;
    const hasNothing = isEmpty && list.choice.q === undefined && this.query.value === '';
    return html`
      <div class="page messages-page">
        ${this.head(!hasNothing)}${hasNothing ? emptyMessages() : this.searchBar()}${hasNothing ? nothing : isEmpty ? this.notFound() : this.table()}
      </div>
    `;
  }

  /** Shows what the search and the account ask for. */
  private async apply(): Promise<void> {
    const q = this.query.value.trim();
    setQuery({ q, account: chosenAccount() });
    const failure = await showList({ ...(q === '' ? {} : { q }), account: chosenAccount() });
    this.problem.value = failure instanceof ApiError && failure.status < 500 ? failure.message : undefined;
    // A link with a search that cannot be understood: everything is shown below what is wrong with it.
    if (this.problem.value !== undefined && this.controller.list.total === undefined) await showList({ account: chosenAccount() });
    if (failure === undefined && q !== '' && q === this.query.value.trim()) rememberSearch(q);
  }

  private search(query: string, settled: boolean): void {
    this.query.value = query;
    clearTimeout(this.typing);
    if (settled) void this.apply();
    else this.typing = setTimeout(() => void this.apply(), TYPING_MS);
  }

  private searchBar(): TemplateResult {
    return html`<div class="list-bar">${searchBar({
      query: this.query.value,
      problem: this.problem.value,
      onQuery: (query, settled) => this.search(query, settled),
    })}</div>`;
  }

  private head(withTools: boolean): TemplateResult {
    const text = messagesText();
    const { list } = this.controller;
    const { unread } = countFor(chosenAccount());
    const searching = list.choice.q !== undefined;
    const amount = list.total === undefined ? '' : searching ? text.found(list.total) : text.total(list.total);
    return html`
      <div class="list-title">
        <h1 tabindex="-1">${text.title}</h1>
        <p class="soft"><span>${amount}</span>${unread > 0 && !searching ? html`<span>${text.unread(unread)}</span>` : nothing}${
          searching && list.unindexed > 0 ? html`<span>${text.unindexed(list.unindexed)}</span>` : nothing
        }</p>
        ${withTools ? this.tools(unread) : nothing}
      </div>
    `;
  }

  private tools(unread: number): TemplateResult {
    const text = messagesText();
    const { list } = this.controller;
    return html`
      <div class="row push">
          <button type="button" class="button small" ?disabled=${unread === 0} @click=${() => markRead({ matching: list.choice }, true)}>
            ${icon('check')}<span class="word">${text.markAllRead}</span>
          </button>
          ${menu({
            id: 'export-all',
            label: text.export,
            icon: 'download',
            items: (['mbox', 'ndjson'] as const).map((format) => ({
              label: text.exportAs[format],
              hint: text.exportHints[format],
              href: exportAddress(format, { matching: list.choice }),
            })),
          })}
      </div>
    `;
  }

  private notFound(): TemplateResult {
    const { choice } = this.controller.list;
    return html`<div class="card">${nothingFound({
      onClear: () => this.search('', true),
      onAllAccounts: choice.account === undefined ? undefined : () => chooseAccount(undefined),
    })}</div>`;
  }

  private table(): TemplateResult {
    const { controller } = this;
    const { list, selection } = controller;
    const total = list.total ?? 0;
    const options: ListHeadOptions = {
      selection: selection.value,
      selected: asSelected(selection.value, list.choice),
      total,
      onSelectAll: (on) => controller.selectAll(on),
      onRead: (read) => controller.read(read),
      onTag: () => controller.tag(),
      onDelete: () => controller.remove(),
    };
    return html`
      ${this.failure()}
      <div class="message-list ${list.choice.account === undefined ? 'with-accounts' : ''}">
        ${selectionTools(options)}${this.arrivals()}
        <div class="message-table" role="table" aria-label=${messagesText().title} aria-rowcount=${list.total === undefined ? -1 : total + 1}
          aria-busy=${String(list.total === undefined)}>
          ${listHead(options)}${list.total === undefined ? this.skeleton() : this.rows(total)}
        </div>
      </div>
    `;
  }

  private rows(total: number): TemplateResult {
    const { controller } = this;
    const { list, viewport } = controller;
    const { from, until } = viewport.rowsOf(total);
    const { rowHeight, reachable } = viewport;
    const indexes = Array.from({ length: Math.max(0, until - from) }, (_, offset) => from + offset);
    const { cursorIndex } = controller;
    if (cursorIndex !== -1 && (cursorIndex < from || cursorIndex >= until)) indexes.push(cursorIndex);
    const showFresh = list.fresh.size <= MOST_FRESH;
    return html`
      <div role="rowgroup" class="message-rows" ${cssProperties({ '--height': `${reachable * rowHeight}px` })}
        @focusin=${(event: FocusEvent) => controller.focusMoved(event)} @focusout=${(event: FocusEvent) => controller.focusMoved(event)}
        @pointermove=${() => controller.pointerMoved()} @pointerdown=${() => controller.pointerMoved()}
        @keydown=${(event: KeyboardEvent) => controller.rowKey(event)}>${repeat(
          indexes,
          (index) => list.at(index)?.id ?? `waiting ${index}`,
          (index) => this.row(index, showFresh),
        )}</div>
      ${reachable < total ? html`<p class="soft small list-end">${messagesText().unreachableRows(reachable)}</p>` : nothing}
    `;
  }

  /** Drawn anew only when something in it has changed: most draws of the page concern other rows, or none. */
  private row(index: number, showFresh: boolean): unknown {
    const { list, viewport, selection } = this.controller;
    const { rowHeight } = viewport;
    const message = list.at(index);
    if (message === undefined) return waitingRow(index, rowHeight);
    const picked = isSelected(selection.value, message.id);
    const isFresh = showFresh && list.fresh.has(message.id);
    return guard([message, index, rowHeight, picked, isFresh, language(), Math.floor(serverNow() / AGE_STEP_MS)], () =>
      messageRow(message, { index, rowHeight, isSelected: picked, isFresh, onPick: (event) => this.controller.pickAt(index, event) }),
    );
  }

  /** Rows of a list that is still to come. */
  private skeleton(): TemplateResult {
    const { rowHeight } = this.controller.viewport;
    const rows = Math.ceil(innerHeight / rowHeight);
    return html`<div role="rowgroup" class="message-rows" aria-hidden="true" ${cssProperties({ '--height': `${rows * rowHeight}px` })}>${Array.from(
      { length: rows },
      (_, index) => waitingRow(index, rowHeight),
    )}</div>`;
  }

  private arrivals(): TemplateResult | typeof nothing {
    const { list } = this.controller;
    if (list.waiting === 0) return nothing;
    const text = messagesText();
    return html`<button type="button" class="button primary small arrivals" title=${text.arrivalsHint} @click=${() => this.controller.arrivals()}>
      ${icon('up')}${text.arrivals(list.waiting)}</button>`;
  }

  private failure(): TemplateResult | typeof nothing {
    const { failure } = this.controller.list;
    if (failure === undefined || this.problem.value !== undefined) return nothing;
    const text = kitText();
    return html`
      <div class="notice bad" role="alert">${icon('alert')}
        <p><b>${text.loadFailed}</b></p>
        <p class="foreign">${failure instanceof TypeError ? text.unreachable : failure.message}</p>
        <p><button type="button" class="button small" @click=${() => this.controller.list.reload()}>${icon('refresh')}${text.tryAgain}</button></p>
      </div>
    `;
  }
}

/** The list of messages, newest first, live. */
export const messagesPage = (visit: Visit): Page => new MessagesPage(visit);
