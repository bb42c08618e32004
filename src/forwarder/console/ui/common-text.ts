import { plural } from '../../../web/ui/format.ts';
import { texts } from '../../../web/ui/i18n.ts';

/** What more than one page says. */
export const commonText = texts({
  en: {
    overview: 'Overview',
    submit: 'Submit',
    cancel: 'Cancel',
    submitted: 'Submitted. Commit the changes to put them into force.',
    conflict:
      'Somebody else has changed the settings meanwhile. What is shown behind this form is up to date again, what you entered is kept: check it and submit it again.',
    uncommitted: (count: number) => plural(count, 'uncommitted change'),
    uncommittedTitle: 'Uncommitted changes',
    comment: 'Comment (optional)',
    commit: 'Commit Changes',
    abandon: 'Abandon Changes',
    committed: 'The changes are in force.',
    committedTo: (file: string) => `The changes are in force and written to ${file}.`,
    abandoned: 'The changes were abandoned.',
    abandonQuestion: 'Abandon the changes?',
    abandonWarning: 'The settings go back to what is in force now. This cannot be undone.',
    commitConflict: 'Somebody else has changed the settings meanwhile. Look through the changes again, then commit them.',
    toCommit: 'Go to the uncommitted changes',
    noScan: 'No Scan',
    defaultAddress: 'Default message intake address',
    customAddress: 'Custom message intake address',
    defaultPolicy: 'Default Policy',
  },
  ja: {
    overview: '概要',
    submit: '送信',
    cancel: 'キャンセル',
    submitted: '送信しました。変更を確定すると有効になります。',
    conflict:
      'その間に別の管理者が設定を変更しました。背後の表示は最新の状態に更新され、入力内容は残っています。確認してもう一度送信してください。',
    uncommitted: (count: number) => `未確定の変更 ${count} 件`,
    uncommittedTitle: '未確定の変更',
    comment: 'コメント（任意）',
    commit: '変更を確定',
    abandon: '変更を破棄',
    committed: '変更が有効になりました。',
    committedTo: (file: string) => `変更が有効になり、${file} に書き込まれました。`,
    abandoned: '変更を破棄しました。',
    abandonQuestion: '変更を破棄しますか？',
    abandonWarning: '設定は現在有効な内容に戻ります。この操作は取り消せません。',
    commitConflict: 'その間に別の管理者が設定を変更しました。変更内容をもう一度確認してから確定してください。',
    toCommit: '未確定の変更へ移動',
    noScan: 'スキャンなし',
    defaultAddress: 'デフォルトのメッセージ受信アドレス',
    customAddress: 'カスタムメッセージ受信アドレス',
    defaultPolicy: 'デフォルトポリシー',
  },
});
