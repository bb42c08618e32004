import { html, type TemplateResult } from 'lit-html';
import { redraw } from './draw.ts';
import { icon } from './icons.ts';
import { kitText } from './kit-text.ts';
import { problemText } from './problem-text.ts';

/** Something asked from the server. While it is asked again the old answer stays. */
export interface Resource<Value> {
  readonly value: Value | undefined;
  readonly failure: Error | undefined;
  readonly loading: boolean;
  /**
   * Asks (again); an earlier question still under way is dropped, and settles with this one. Never rejects: see `failure`.
   */
  load(): Promise<void>;
  /** Takes a value that came another way (a live event, the answer to a change). */
  set(value: Value): void;
  dispose(): void;
}

export const resource = <Value>(ask: (signal: AbortSignal) => Promise<Value>): Resource<Value> => {
  let value: Value | undefined;
  let failure: Error | undefined;
  let question: AbortController | undefined;
  let latest: Promise<void> | undefined;
  const settle = (mine: AbortController, change: () => void): void => {
    if (question !== mine) return;
    question = undefined;
    change();
    void redraw();
  };
  return {
    get value() {
      return value;
    },
    get failure() {
      return failure;
    },
    get loading() {
      return question !== undefined;
    },
    load() {
      question?.abort();
      const mine = new AbortController();
      question = mine;
      void redraw();
      const asked: Promise<void> = ask(mine.signal)
        .then(
          (answer) => {
            settle(mine, () => {
              value = answer;
              failure = undefined;
            });
          },
          (error: unknown) => {
            settle(mine, () => {
              failure = error instanceof Error ? error : new Error(String(error));
            });
          },
        )
        .then(() => (latest === asked ? undefined : latest));
      latest = asked;
      return asked;
    },
    set(next) {
      question?.abort();
      question = undefined;
      value = next;
      failure = undefined;
      void redraw();
    },
    dispose() {
      question?.abort();
      question = undefined;
    },
  };
};

const failureNotice = ({ failure, load }: Resource<unknown>): TemplateResult => {
  const text = kitText();
  const told = problemText(failure);
  return html`
    <div class="notice bad" role="alert">
      ${icon('alert')}
      <p><b>${text.loadFailed}</b></p>
      <p class="foreign">${told.text}</p>
      ${told.detail === undefined ? '' : html`<p class="foreign soft small" lang="en">${told.detail}</p>`}
      <p><button type="button" class="button small" @click=${load}>${icon('refresh')}${text.tryAgain}</button></p>
    </div>
  `;
};

/** Whether all of them have come, or failed: what is drawn only then does not move when another comes. */
export const answered = (...asked: readonly Resource<unknown>[]): boolean =>
  asked.every(({ value, failure }) => value !== undefined || failure !== undefined);

/** The answer drawn by `ready`; before it `waiting` (a skeleton of the same size); a failure with a way to try again. */
export const loaded = <Value>(
  from: Resource<Value>,
  { ready, waiting }: { readonly ready: (value: Value) => unknown; readonly waiting: () => unknown },
): unknown => {
  if (from.value !== undefined) return from.failure === undefined ? ready(from.value) : [failureNotice(from), ready(from.value)];
  return from.failure === undefined ? waiting() : failureNotice(from);
};
