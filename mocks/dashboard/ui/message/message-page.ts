import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError } from '../../../../src/web/ui/api.ts';
import { cell, redraw } from '../../../../src/web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../../src/web/ui/empty.ts';
import { addShortcuts } from '../../../../src/web/ui/keys.ts';
import { loaded } from '../../../../src/web/ui/resource.ts';
import { navigate, type Page, setQuery, type Visit } from '../../../../src/web/ui/router.ts';
import { tabs } from '../../../../src/web/ui/tabs.ts';
import type { MessageDetails } from '../../../store/message-record.ts';
import type { CopyView } from '../../message-view/view-model.ts';
import { type DashboardChange, onChanges } from '../data/changes.ts';
import { markRead, queryOf } from '../data/messages.ts';
import { currentList } from '../messages/current-list.ts';
import { deleteLater } from '../messages/deferred-delete.ts';
import { tagSelected } from '../messages/list-actions.ts';
import { subjectOf } from '../messages/mailbox.ts';
import { rememberRow } from '../messages/opened-row.ts';
import { headerPanel } from './header-panel.ts';
import { journalPanel } from './journal-panel.ts';
import { messageText } from './message.text.ts';
import { messageBar, messageFacts } from './message-head.ts';
import { messageResources } from './message-resources.ts';
import { previewPanel, textPanel } from './preview.ts';
import { SourcePanel } from './source-panel.ts';
import { storyPanel } from './story.ts';
import { attachmentPanel, structurePanel } from './structure-panel.ts';

const TABS = ['preview', 'text', 'headers', 'structure', 'attachments', 'source', 'journal', 'story'] as const;
type TabName = (typeof TABS)[number];

const isTab = (text: string | null): text is TabName => TABS.some((tab) => tab === text);

/** Where there is room, how it came stands beside the message instead of behind a tab. */
const WIDE = matchMedia('(min-width: 100rem)');
const besides = cell(WIDE.matches);
WIDE.addEventListener('change', () => {
  besides.value = WIDE.matches;
});

/** On a phone the row of tabs is wider than the screen. */
const showChosenTab = async (): Promise<void> => {
  await redraw();
  document.querySelector('[role="tab"][aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

class MessagePage implements Page {
  readonly ready: Promise<unknown>;
  private readonly id: number;
  private readonly resources;
  private readonly source: SourcePanel;
  private readonly tab = cell<TabName>('preview');
  private readonly place = cell<number>(-1);
  private readonly leave: readonly (() => void)[];

  constructor({ params, query }: Visit) {
    this.id = Number(params.id);
    this.resources = messageResources(this.id);
    this.source = new SourcePanel(this.id);
    this.queryChanged(query);
    this.ready = this.load();
    this.leave = [
      addShortcuts(this.shortcuts()),
      onChanges({ changes: (changes) => this.follow(changes), missed: () => void this.load() }),
    ];
    rememberRow(this.id);
  }

  title(): string {
    const { value } = this.resources.details;
    return value === undefined ? messageText().back : subjectOf(value);
  }

  queryChanged(query: URLSearchParams): void {
    const tab = query.get('tab');
    this.tab.value = isTab(tab) ? tab : 'preview';
  }

  dispose(): void {
    this.resources.dispose();
    this.source.dispose();
    for (const leave of this.leave) leave();
  }

  view(): TemplateResult {
    const { details } = this.resources;
    if (details.failure instanceof ApiError && details.failure.status === 404) return this.missing();
    return html`
      <div class="page message-page">
        ${this.bar(details.value?.kept ?? true)}
        <div class="message-columns ${besides.value ? 'beside' : ''}">
          <div class="stack">
            <header class="message-header">
              <h1 tabindex="-1" class="foreign" dir="auto">${details.value === undefined ? messageText().numbered(this.id) : subjectOf(details.value)}</h1>
              ${loaded(details, { waiting: () => skeletonLines(7), ready: messageFacts })}
            </header>
            ${details.value === undefined ? nothing : html`<div class="stack message-content">${this.tabs(details.value)}</div>`}
          </div>
          ${
            besides.value && details.value !== undefined
              ? html`<aside class="stack" aria-label=${messageText().tabs.story}><h2>${messageText().tabs.story}</h2>${storyPanel(this.resources, details.value)}</aside>`
              : nothing
          }
        </div>
      </div>
    `;
  }

  private async load(): Promise<void> {
    const { details } = this.resources;
    await details.load();
    void this.locate();
    const { value } = details;
    if (value === undefined) return;
    if (value.unread) void markRead({ ids: [this.id] }, true).catch(() => {});
    void showChosenTab();
  }

  private follow(changes: readonly DashboardChange[]): void {
    for (const change of changes) {
      if (change.type === 'messageChanged' && change.message.id === this.id) this.take(change.message);
      const isGone =
        change.type === 'pruned' || (change.type === 'messagesDeleted' && (change.ids === 'all' || change.ids.includes(this.id)));
      if (isGone) void this.resources.details.load();
    }
    void this.locate();
  }

  private async locate(): Promise<void> {
    this.place.value = await currentList().locate(this.id);
  }

  /** What the list knows of it may be newer. */
  private take(message: Partial<MessageDetails>): void {
    const { details } = this.resources;
    if (details.value !== undefined) details.set({ ...details.value, ...message });
  }

  private neighbour(by: number): (() => void) | undefined {
    const id = this.place.value === -1 ? undefined : currentList().at(this.place.value + by)?.id;
    if (id === undefined) return undefined;
    return () =>
      navigate(`/messages/${id}${queryOf({ tab: this.tab.value === 'preview' ? undefined : this.tab.value })}`, { replace: true });
  }

  private get listAddress(): string {
    const { q, account } = currentList().choice;
    return `/messages${queryOf({ q, account })}`;
  }

  private get actions() {
    const total = currentList().total ?? 0;
    return {
      place: this.place.value === -1 ? undefined : { index: this.place.value, total },
      listAddress: this.listAddress,
      previous: this.neighbour(-1),
      next: this.neighbour(1),
      onUnread: () => void this.unread(),
      onTag: () => void tagSelected(currentList(), { kind: 'some', ids: new Set([this.id]) }),
      onDelete: () => this.remove(),
    };
  }

  private bar(kept: boolean): TemplateResult {
    return messageBar(this.id, this.actions, kept);
  }

  private async unread(): Promise<void> {
    await markRead({ ids: [this.id] }, false);
    navigate(this.listAddress);
  }

  /** Deletes it and goes on to the one below it. */
  private remove(): void {
    const list = currentList();
    const goOn = this.neighbour(1) ?? this.neighbour(-1) ?? (() => navigate(this.listAddress));
    goOn();
    list.remove(new Set([this.id]));
    deleteLater([this.id], () => void list.reload());
  }

  private shortcuts() {
    const label = (name: 'next' | 'previous' | 'back' | 'remove' | 'unread' | 'tag') => () => messageText().shortcuts[name];
    return [
      { keys: 'j', label: label('next'), run: () => this.neighbour(1)?.() },
      { keys: 'k', label: label('previous'), run: () => this.neighbour(-1)?.() },
      { keys: 'b', label: label('back'), run: () => navigate(this.listAddress) },
      { keys: '#', label: label('remove'), run: () => this.remove() },
      { keys: 'u', label: label('unread'), run: () => void this.unread() },
      { keys: 't', label: label('tag'), run: () => this.actions.onTag() },
      ...TABS.map((tab, index) => ({
        keys: String(index + 1),
        label: () => messageText().shortcuts.tab(messageText().tabs[tab]),
        run: () => this.choose(tab),
      })),
    ];
  }

  private choose(tab: TabName): void {
    this.tab.value = tab;
    setQuery({ tab: tab === 'preview' ? undefined : tab });
    void showChosenTab();
  }

  private tabs(details: MessageDetails): TemplateResult {
    const text = messageText().tabs;
    const shown = TABS.filter((tab) => tab !== 'story' || !besides.value);
    const chosen = shown.includes(this.tab.value) ? this.tab.value : 'preview';
    const amounts: Partial<Record<TabName, number>> = { attachments: details.attachments };
    return tabs({
      label: text.label,
      tabs: shown.map((id) => ({ id, label: text[id], ...(amounts[id] ? { count: amounts[id] } : {}) })),
      chosen,
      onChoose: (tab) => this.choose(tab),
      panel: html`<div class="stack panel ${chosen}">${this.panel(chosen, details)}</div>`,
    });
  }

  private panel(tab: TabName, details: MessageDetails): unknown {
    if (tab === 'story') return storyPanel(this.resources, details);
    if (!details.kept) return html`<p class="soft">${messageText().notKept}</p>`;
    if (tab === 'source') return this.source.view();
    const { view: parts } = this.resources;
    if (parts.value === undefined && parts.failure === undefined && !parts.loading) void parts.load();
    return loaded(parts, { waiting: () => skeletonLines(12), ready: (view) => this.viewPanel(tab, details, view) });
  }

  private viewPanel(tab: Exclude<TabName, 'story' | 'source'>, details: MessageDetails, view: CopyView): TemplateResult {
    switch (tab) {
      case 'preview':
        return previewPanel(this.id, view);
      case 'text':
        return textPanel(view);
      case 'headers':
        return headerPanel(view.message.headers);
      case 'structure':
        return structurePanel(this.id, view);
      case 'attachments':
        return attachmentPanel(this.id, view);
      case 'journal':
        return journalPanel(details, view);
    }
  }

  private missing(): TemplateResult {
    const text = messageText();
    return html`
      <div class="page"><h1 class="spoken" tabindex="-1">${text.gone}</h1>${emptyState({
        icon: 'mail',
        title: text.gone,
        text: text.goneHint,
        actions: html`<a class="button primary" href=${this.listAddress}>${text.backHint}</a>`,
      })}</div>
    `;
  }
}

/** One message: what it says, what it was wrapped in, and how it came. */
export const messagePage = (visit: Visit): Page => new MessagePage(visit);
