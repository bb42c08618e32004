import { type Markup, markup } from './markup.ts';

export const REFERENCE_LANGUAGES = ['en', 'ja'] as const;
export type ReferenceLanguage = (typeof REFERENCE_LANGUAGES)[number];

/** Each in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<ReferenceLanguage, string>> = { en: 'English', ja: '日本語' };

/** What the reference says itself. What the OpenAPI document says of operations, parameters and answers is English in every language. */
export interface ReferenceText {
  readonly language: string;
  readonly skip: string;
  readonly contents: string;
  readonly title: string;
  readonly lead: string;
  readonly access: string;
  readonly noToken: string;
  readonly and: string;
  readonly orAccess: string;
  readonly orType: string;
  readonly listOf: (what: readonly Markup[]) => Markup;
  readonly anything: string;
  readonly optional: string;
  readonly parameter: string;
  readonly place: string;
  readonly type: string;
  readonly meaning: string;
  readonly property: string;
  readonly status: string;
  readonly when: string;
  readonly content: string;
  readonly body: string;
  readonly answers: string;
  readonly schemas: string;
  readonly problems: string;
  readonly problemsLead: Markup;
  readonly parametersOf: (operation: string) => string;
  readonly bodyOf: (operation: string) => string;
  readonly answersOf: (operation: string) => string;
  /** Names of the sections by their tags. */
  readonly sections: Readonly<Record<string, string>>;
}

const problemLink = markup`<a href="#schema-problem">Problem</a>`;

export const REFERENCE_TEXT: Readonly<Record<ReferenceLanguage, ReferenceText>> = {
  en: {
    language: 'Language',
    skip: 'To the reference',
    contents: 'Contents',
    title: 'HTTP API',
    lead: 'Arms faults, reads what arrived, changes the DNS, follows the evidence of one mock SETD. Errors are RFC 9457 problem details.',
    access: 'Access',
    noToken: 'asks for no token',
    and: ' and ',
    orAccess: ', or ',
    orType: ' or ',
    listOf: (what) => markup`list of ${what}`,
    anything: 'anything',
    optional: 'optional',
    parameter: 'Parameter',
    place: 'In',
    type: 'Type',
    meaning: 'Meaning',
    property: 'Property',
    status: 'Status',
    when: 'When',
    content: 'Content',
    body: 'Body',
    answers: 'Answers',
    schemas: 'Schemas',
    problems: 'Problems',
    problemsLead: markup`What is refused is told as <code>application/problem+json</code>, of the form of ${problemLink}. Its <code>type</code>
stays the same whatever the words are, so programs may go by it; its <code>detail</code> says what is the case and what to do.
<code>about:blank</code> means that the status says it all.`,
    parametersOf: (operation) => `Parameters of ${operation}`,
    bodyOf: (operation) => `Body of ${operation}`,
    answersOf: (operation) => `Answers of ${operation}`,
    sections: {},
  },
  ja: {
    language: '言語',
    skip: 'リファレンスへ移動',
    contents: '目次',
    title: 'HTTP API',
    lead: 'このモック SETD の障害の設定、届いたものの参照、DNS の変更、証跡の追跡ができます。エラーは RFC 9457 の problem details です。操作とパラメータの説明は英語です。',
    access: '認証',
    noToken: 'トークンは不要',
    and: ' と ',
    orAccess: '、または ',
    orType: ' または ',
    listOf: (what) => markup`${what} のリスト`,
    anything: '任意の値',
    optional: '省略可',
    parameter: 'パラメータ',
    place: '場所',
    type: '型',
    meaning: '意味',
    property: 'プロパティ',
    status: 'ステータス',
    when: '条件',
    content: '内容',
    body: '本文',
    answers: '応答',
    schemas: 'スキーマ',
    problems: 'エラーの種類',
    problemsLead: markup`拒否された理由は <code>application/problem+json</code>（${problemLink} の形）で返ります。<code>type</code> は文言が変わっても同じなので、
プログラムはこれで判断できます。<code>detail</code> は状況と対処を示します。<code>about:blank</code> はステータスがすべてを表すことを意味します。`,
    parametersOf: (operation) => `${operation} のパラメータ`,
    bodyOf: (operation) => `${operation} の本文`,
    answersOf: (operation) => `${operation} の応答`,
    sections: {
      Messages: 'メッセージ',
      Connections: '接続',
      Faults: '障害',
      DNS: 'DNS',
      Accounts: 'アカウント',
      Certificates: '証明書',
      Runs: '実行結果',
      Lab: 'ラボ',
      Live: 'ライブ',
      Stand: '動作環境',
      "SETD's message API": 'SETD のメッセージ API',
      Session: 'セッション',
      Health: '稼働状態',
      Reference: 'リファレンス',
    },
  },
};
