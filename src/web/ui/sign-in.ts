import { html } from 'lit-html';
import { ApiError, ask, onSignedOut } from './api.ts';
import { cell, mount } from './draw.ts';
import { type FormErrors, focusFirstError, textField } from './form.ts';
import { icon } from './icons.ts';
import { kitText } from './kit-text.ts';

const signInForm = (address: string, done: () => void): (() => unknown) => {
  const token = cell('');
  const errors = cell<FormErrors>({});
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
    try {
      await ask(address, { method: 'POST', body: { token: token.value.trim() } });
      done();
    } catch (error) {
      errors.value = { token: error instanceof Error ? error.message : String(error) };
      await focusFirstError(form);
    }
  };
  return () => html`
    <main class="sign-in">
      <form class="form card" @submit=${submit}>
        <h1>${icon('lock')} ${kitText().signIn}</h1>
        <p class="soft">${kitText().signInHint}</p>
        ${textField({
          id: 'token',
          label: kitText().token,
          type: 'password',
          value: token.value,
          error: errors.value.token,
          autocomplete: 'current-password',
          required: true,
          autofocus: true,
          onInput: (value) => {
            token.value = value;
          },
        })}
        <div class="form-actions"><button class="button primary">${kitText().signIn}</button></div>
      </form>
    </main>
  `;
};

const untilSignedIn = (address: string): Promise<void> => {
  const root = document.querySelector<HTMLElement>('#app');
  if (root === null) throw new Error('the document has no #app');
  return new Promise((resolve) => {
    const unmount = mount(
      root,
      signInForm(address, () => {
        unmount();
        resolve();
      }),
    );
    root.querySelector('input')?.focus();
  });
};

/**
 * The answer to the first question of a set of pages. Where the server asks for a token, a form for it is shown first; and again
 * when the server stops knowing this browser. `address`: where the token is exchanged for a session.
 * @throws whatever else the server refuses with
 */
export const signedIn = async <Answer>(question: () => Promise<Answer>, address = '/login'): Promise<Answer> => {
  for (;;) {
    try {
      const answer = await question();
      onSignedOut(() => location.reload());
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await untilSignedIn(address);
    }
  }
};
