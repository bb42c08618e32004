// The gateway tells each pending change as an English sentence. In Japanese the same is said from its parts; a sentence that is not
// known here stays as it is.

const CHOICES: readonly (readonly [RegExp, string])[] = [
  [/^No Scan$/, 'スキャンなし'],
  [/^Default$/, 'デフォルト'],
  [/^Custom \((.*)\)$/, 'カスタム（$1）'],
  [/^any$/, 'すべて'],
];

const choice = (text = ''): string => CHOICES.reduce((words, [form, said]) => words.replace(form, said), text);

type Say = (...parts: string[]) => string;

const KINDS: Readonly<Record<string, string>> = { senders: '送信者', recipients: '受信者' };

const FORMS: readonly (readonly [RegExp, Say])[] = [
  [/^Threat Defense Connector turned (on|off)\.$/, (state) => `Threat Defense Connector を${state === 'on' ? '有効' : '無効'}にします。`],
  [/^Default message intake address set to (.*)\.$/, (to) => `デフォルトのメッセージ受信アドレスを ${to} に設定します。`],
  [
    /^Default message intake address changed from (.*) to (.*)\.$/,
    (from, to) => `デフォルトのメッセージ受信アドレスを ${from} から ${to} に変更します。`,
  ],
  [/^Default message intake address (.*) removed\.$/, (from) => `デフォルトのメッセージ受信アドレス ${from} を削除します。`],
  [/^Policy "([^"]*)" deleted\.$/, (name) => `ポリシー「${name}」を削除します。`],
  [/^Policy "([^"]*)" renamed to "([^"]*)"\.$/, (from, to) => `ポリシー「${from}」の名前を「${to}」に変更します。`],
  [
    /^Policy "([^"]*)" added at position (\d+): (.*)\.$/,
    (name, position, connector) => `ポリシー「${name}」を ${position} 番目に追加します（${choice(connector)}）。`,
  ],
  [/^Policy "([^"]*)" moved to position (\d+)\.$/, (name, position) => `ポリシー「${name}」を ${position} 番目に移動します。`],
  [
    /^Policy "([^"]*)": (senders|recipients) changed from (.*) to (.*)\.$/,
    (name, kind = '', from, to) => `ポリシー「${name}」：${KINDS[kind]}を「${choice(from)}」から「${choice(to)}」に変更します。`,
  ],
  [
    /^Policy "([^"]*)": Threat Defense Connector changed from (.*) to (.*)\.$/,
    (name, from, to) => `ポリシー「${name}」：Threat Defense Connector を「${choice(from)}」から「${choice(to)}」に変更します。`,
  ],
  [
    /^Default Policy: Threat Defense Connector changed from (.*) to (.*)\.$/,
    (from, to) => `デフォルトポリシー：Threat Defense Connector を「${choice(from)}」から「${choice(to)}」に変更します。`,
  ],
];

/** A pending change in the words of a language. */
export const changeSentence = (sentence: string, language: 'en' | 'ja'): string => {
  if (language === 'en') return sentence;
  for (const [form, say] of FORMS) {
    const parts = form.exec(sentence);
    if (parts !== null) return say(...parts.slice(1));
  }
  return sentence;
};
