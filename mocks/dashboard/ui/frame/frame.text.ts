import { texts } from '../../../../src/web/ui/i18n.ts';

export const frameText = texts({
  en: {
    product: 'SETD mock',
    groups: { arrived: 'What arrived', behaviour: 'How it behaves', account: 'Account', tools: 'Tools' },
    messages: 'Messages',
    connections: 'Connections',
    faults: 'Faults',
    runs: 'Runs',
    policy: 'Policy',
    setup: 'Set-up',
    lab: 'Lab',
    account: 'Account',
    allAccounts: 'All accounts',
    unissued: 'Never issued',
    notSetUp: 'not set up',
  },
  ja: {
    product: 'SETD モック',
    groups: { arrived: '届いたもの', behaviour: '動作', account: 'アカウント', tools: 'ツール' },
    messages: 'メッセージ',
    connections: '接続',
    faults: '障害',
    runs: '実行結果',
    policy: 'ポリシー',
    setup: 'セットアップ',
    lab: 'ラボ',
    account: 'アカウント',
    allAccounts: 'すべてのアカウント',
    unissued: '未発行の宛先',
    notSetUp: '未設定',
  },
});
