import type { ApiError } from '../../../../src/web/ui/api.ts';
import { texts } from '../../../../src/web/ui/i18n.ts';
import type { ProblemKindName } from '../../../api/problem-kinds.ts';

type Words = Readonly<Partial<Record<ProblemKindName, string>>>;

const JAPANESE: Readonly<Record<ProblemKindName, string>> = {
  'search-unreadable': '検索条件を解釈できません。',
  'message-missing': 'このコピーは保存されていません。',
  'message-not-kept': 'このコピーの内容は保存されていません。',
  'connection-missing': 'この接続の記録はありません。',
  'account-missing': 'このアカウントはありません。',
  'rule-missing': 'このルールは設定されていません。',
  'run-missing': 'この実行結果はありません。',
  'scenario-missing': 'この実行結果にそのシナリオはありません。',
  'preset-missing': 'このプリセットはありません。',
  'no-lab': 'このモックはゲートウェイなしで動作しています。',
  'account-taken': 'このアカウント名はすでに使われています。',
  'intake-address-taken': 'この受信アドレスはすでに発行されています。',
  'account-set-up': 'このアカウントはすでに設定済みです。',
  'account-not-set-up': 'このアカウントはまだ設定されていません。',
  'setup-step-not-due': 'このステップはまだ回答できません。前のステップに回答してください。',
  'lab-busy': '前のメッセージをまだ送信中です。完了してから送信してください。',
  'record-set-changed': '読み込んだ後に、ほかの誰かがこのレコードを変更しました。何も変更していません。',
  'domain-foreign': 'このドメインのメールは受け付けません。',
  'preset-stage': 'このプリセットはその段階では設定できません。',
  'rules-unreadable': 'ルールを読み取れません。',
  'records-refused': 'このレコードはゾーンに置けません。何も変更していません。',
  'run-unreadable': 'run.json として読み取れません。',
  'record-set-unread': '先にレコードを読み込む必要があります。何も変更していません。',
  'lab-starting': 'ラボのゲートウェイを起動しています。',
};

/** Words for the problems of the API, by their kind; none in English, which the API speaks itself. */
const problemWords = texts<Words>({ en: {}, ja: JAPANESE });

/** The server speaks English, so that its own words do where the page does too. */
const byStatus = texts<Readonly<Record<number, string>>>({
  en: {},
  ja: {
    400: 'リクエストを解釈できません。',
    401: 'トークンがないか、正しくありません。',
    403: '別のサイトからのリクエストは拒否されました。',
    404: '見つかりません。',
    408: 'リクエストが時間内に届きませんでした。',
    409: '現在の状態では実行できません。',
    412: '読み込んだ後に変更されています。',
    413: 'データが大きすぎます。',
    415: 'この形式のデータは受け付けません。',
    421: '宛先のホスト名が正しくありません。',
    422: '入力内容が正しくありません。',
    428: '先に現在の状態を読み込む必要があります。',
    500: 'プログラムの不具合です。',
    503: '現在は利用できません。',
  },
});

const PREFIX = '/api#problem-';

const isKind = (name: string): name is ProblemKindName => Object.hasOwn(JAPANESE, name);

/** What a problem is, by its kind, or else by its status. */
export const wordsForProblem = ({ type, status }: ApiError): string | undefined => {
  const name = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : '';
  return (isKind(name) ? problemWords()[name] : undefined) ?? byStatus()[status];
};
