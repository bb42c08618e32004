import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { announce } from '../../../web/ui/announce.ts';
import { confirmed } from '../../../web/ui/dialog.ts';
import { cell } from '../../../web/ui/draw.ts';
import { language } from '../../../web/ui/i18n.ts';
import { icon } from '../../../web/ui/icons.ts';
import { toast } from '../../../web/ui/toast.ts';
import { changeSentence } from './change-sentence.ts';
import { commonText } from './common-text.ts';
import { change, gateway, isConflict, revision, settings } from './state.ts';

// As on the real product a change is pending until it is committed; there is one set of pending changes for the whole gateway.

const comment = cell('');
const failure = cell<string | undefined>(undefined);
const busy = cell(false);
let announced = 0;

/** Screen readers hear that a change waits, since it shows far from where it was made. */
const announceCount = (count: number): void => {
  if (count > announced) announce(commonText().uncommitted(count));
  announced = count;
};

const refuse = async (error: unknown): Promise<void> => {
  const fromOthers = isConflict(error) && revision() !== (await settings.load().then(revision));
  // A conflict with the same revision is one with the file; the answer says what to do about that.
  failure.value = fromOthers ? commonText().commitConflict : error instanceof Error ? error.message : String(error);
};

const send = async (path: string, body: Readonly<Record<string, unknown>>, done: string): Promise<void> => {
  if (busy.value) return;
  busy.value = true;
  failure.value = undefined;
  try {
    await change('POST', path, { ...body, revision: revision() });
    comment.value = '';
    toast({ tone: 'good', text: done });
    document.querySelector<HTMLElement>('main h1')?.focus();
  } catch (error) {
    await refuse(error);
  } finally {
    busy.value = false;
  }
};

const commit = (event: SubmitEvent): void => {
  event.preventDefault();
  const file = gateway.value?.configFile ?? null;
  const text = commonText();
  const said = comment.value.trim();
  void send('/commit', said === '' ? {} : { comment: said }, file === null ? text.committed : text.committedTo(file));
};

const abandon = async (): Promise<void> => {
  const text = commonText();
  const sure = await confirmed({ title: text.abandonQuestion, text: text.abandonWarning, confirm: text.abandon, danger: true });
  if (sure) await send('/abandon', {}, text.abandoned);
};

const takeComment = (event: Event): void => {
  if (event.target instanceof HTMLInputElement) comment.value = event.target.value;
};

/** Moves the focus to the bar, where there is one. */
export const focusCommitBar = (): void => document.querySelector<HTMLElement>('#commit-comment')?.focus();

/** The bar at the foot of every page while something is pending. */
export const commitBar = (): unknown => {
  const changes = settings.value?.changes ?? [];
  announceCount(changes.length);
  if (changes.length === 0) return nothing;
  const text = commonText();
  return html`
    <section class="page-footer commit-bar" aria-label=${text.uncommittedTitle}>
      <div class="changes">
        <h2>${icon('alert')}${text.uncommitted(changes.length)}</h2>
        <ul tabindex="0" aria-label=${text.uncommittedTitle}>${changes.map((sentence) => html`<li class="foreign">${changeSentence(sentence, language())}</li>`)}</ul>
      </div>
      <form class="actions" @submit=${commit}>
        <input class="input" id="commit-comment" aria-label=${text.comment} placeholder=${text.comment} maxlength="1000" autocomplete="off"
          .value=${live(comment.value)} @input=${takeComment}>
        <button type="button" class="button" ?disabled=${busy.value} @click=${abandon}>${text.abandon}</button>
        <button class="button primary" ?disabled=${busy.value}>${text.commit}</button>
      </form>
      ${failure.value === undefined ? nothing : html`<p class="failure" role="alert">${icon('alert')}<span class="foreign">${failure.value}</span></p>`}
    </section>
  `;
};
