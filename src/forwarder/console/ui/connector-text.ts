import { plural } from '../../../web/ui/format.ts';
import { texts } from '../../../web/ui/i18n.ts';

export const connectorText = texts({
  en: {
    lead: 'The connector sends a copy of every clean incoming message to Secure Email Threat Defense, mail policy by mail policy.',
    enable: 'Enable Threat Defense Connector',
    enableHint: 'While it is off no policy makes copies, whatever is chosen there.',
    addressHint: 'From the Policy page of Secure Email Threat Defense. Policies set to Default send their copies here.',
    inUse: 'In force now',
    on: 'Enabled',
    off: 'Disabled',
    notSet: 'not set',
    users: 'Policies that use the default address',
    policies: (count: number) => plural(count, 'policy', 'policies'),
    nextStep: 'Next: choose what each policy does with the connector',
    legend: 'Threat Defense Connector',
    noScanHint: 'No copy is made of mail under this policy.',
    sentTo: 'Copies go to',
    noDefault: 'No default address is set yet.',
    setDefault: 'Set it in Threat Defense Connector Settings',
    customHint: 'For a second account: mail under this policy goes there and nowhere else, so its criteria must meet the right domains.',
    serviceOff: 'The connector is turned off, so this choice takes effect only once it is enabled under Security Services.',
  },
  ja: {
    lead: 'コネクタは、すべてのクリーンな着信メッセージのコピーを、メールポリシーごとに Secure Email Threat Defense へ送信します。',
    enable: 'Threat Defense Connector を有効にする',
    enableHint: '無効の間は、ポリシーの設定にかかわらずコピーは作成されません。',
    addressHint:
      'Secure Email Threat Defense の［ポリシー］ページに表示されます。デフォルトを選択したポリシーのコピーはここへ送信されます。',
    inUse: '現在有効な設定',
    on: 'Enabled',
    off: 'Disabled',
    notSet: '未設定',
    users: 'デフォルトアドレスを使用するポリシー',
    policies: (count: number) => `${count} 件`,
    nextStep: '次の手順：各ポリシーでのコネクタの動作を選択',
    legend: 'Threat Defense Connector',
    noScanHint: 'このポリシーのメールのコピーは作成されません。',
    sentTo: 'コピーの送信先：',
    noDefault: 'デフォルトアドレスがまだ設定されていません。',
    setDefault: 'Threat Defense Connector Settings で設定',
    customHint:
      'セカンダリアカウント用です。このポリシーのメールはこのアドレスにのみ送信されるため、ポリシーの一致基準が正しいドメインを捕捉している必要があります。',
    serviceOff: 'コネクタが無効のため、この選択は Security Services で有効にするまで反映されません。',
  },
});
