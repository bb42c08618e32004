import { html } from 'lit-html';
import { openDialog } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { textField } from '../../../../src/web/ui/form.ts';
import { knownTags } from '../data/messages.ts';
import { tame } from '../frame/tame.ts';
import { messagesText } from './messages.text.ts';

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

const typedTags = (text: string): string[] =>
  text
    .split(/[,\s]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** Asks which tags to give and to take away. `given`: those that all of the messages have. */
export const askForTags = async (messages: number, given: readonly string[]): Promise<TagChange | undefined> => {
  const known = (await knownTags().catch(() => [])).map(({ tag }) => tag);
  const all = [...new Set([...given, ...known])];
  const chosen = cell<ReadonlySet<string>>(new Set(given));
  const typed = cell('');
  const toggle = (tag: string): void => {
    const next = new Set(chosen.value);
    if (!next.delete(tag)) next.add(tag);
    chosen.value = next;
  };
  const result = (): TagChange => ({
    add: [...new Set([...chosen.value, ...typedTags(typed.value)])].filter((tag) => !given.includes(tag)),
    remove: given.filter((tag) => !chosen.value.has(tag)),
  });
  return openDialog<TagChange>({
    title: () => messagesText().tagTitle(messages),
    body: (close) => {
      const text = messagesText();
      const submit = (event: Event): void => {
        event.preventDefault();
        close(result());
      };
      return html`
        <form class="form" @submit=${submit}>
          ${textField({
            id: 'new-tag',
            label: text.tagField,
            hint: text.tagHint,
            value: typed.value,
            onInput: (value) => {
              typed.value = value;
            },
          })}
          ${
            all.length === 0
              ? ''
              : html`<fieldset class="field"><legend>${text.tagKnown}</legend><div class="row">${all.map(
                  (tag) =>
                    html`<button type="button" class="button small" aria-pressed=${String(chosen.value.has(tag))} @click=${() => toggle(tag)}>${tame(tag)}</button>`,
                )}</div></fieldset>`
          }
          <div class="form-actions"><button type="submit" class="button primary">${text.tagApply}</button></div>
        </form>
      `;
    },
  });
};
