// What was seen of the mock's own set-up wizard and dashboard (SETUP, DASH), as typed facts.

/** Pages of the SETD dashboard. */
export type DashboardPage = 'wizard' | 'policy' | 'messages' | 'message';

/** What a browser shows of a page of the mock's dashboard. */
export interface DashboardRead {
  readonly type: 'dashboardRead';
  readonly page: DashboardPage;
  /** Account that the page is about; empty: all of them. */
  readonly account: string;
  /** Which loading of the document it is: an equal number means that nothing was loaded anew in between. 0: it was, and nobody asked for it. */
  readonly load: number;
  /** Values by the names that the page gives them. */
  readonly facts: Readonly<Record<string, string>>;
  /** The wizard: question, choice, and `taken`, `offered` or `not offered`. A list: subjects. */
  readonly rows: readonly (readonly string[])[];
}

/** Once an intake address was issued: what the browser had held of it at an earlier moment, in its page, its fields, its storage or an answer. */
export interface AddressSought {
  readonly type: 'addressSought';
  readonly address: string;
  /** The moment, by what the page was asking. */
  readonly moment: string;
  /** How much was searched. */
  readonly characters: number;
  /** The address itself, its mailbox, or another address in its domain that nobody had issued before. */
  readonly held: readonly string[];
}

/** A question of the set-up wizard was answered by a program, past the pages. */
export interface SetupAnswered {
  readonly type: 'setupAnswered';
  readonly account: string;
  /** The answer, as JSON. */
  readonly answer: string;
  /** Status of the HTTP reply, and its words where it is a refusal. */
  readonly status: number;
  readonly reason: string;
}
