import type { ProblemKindName } from '../../../api/problem-kinds.ts';

/** What is said in Japanese of a problem of the API, on the pages and in the reference. */
export const JAPANESE_PROBLEMS: Readonly<Record<ProblemKindName, string>> = {
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
