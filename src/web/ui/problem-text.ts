import { ApiError } from './api.ts';
import { language } from './i18n.ts';
import { kitText } from './kit-text.ts';

/** What is told of a failure: in the language of the page, and in English where the server has said more than that. */
export interface ProblemText {
  readonly text: string;
  /** English; undefined where `text` is that already. */
  readonly detail: string | undefined;
}

let explain = (_problem: ApiError): string | undefined => undefined;

/** Gives words for problems, by their type and status; asked in the language of the page. Until then they are told as they came. */
export const explainProblems = (given: (problem: ApiError) => string | undefined): void => {
  explain = given;
};

/** Words for whatever went wrong, chosen by the type of the problem and never by its English words. */
export const problemText = (error: unknown): ProblemText => {
  if (error instanceof TypeError) return { text: kitText().unreachable, detail: undefined };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ApiError) || language() === 'en') return { text: message, detail: undefined };
  const text = explain(error);
  return text === undefined ? { text: message, detail: undefined } : { text, detail: message };
};

/** The same on one line. */
export const problemLine = (error: unknown): string => {
  const { text, detail } = problemText(error);
  return detail === undefined ? text : `${text} (${detail})`;
};
