import type { FormErrors } from '../../../web/ui/form.ts';
import { texts } from '../../../web/ui/i18n.ts';

// The API names parts of a configuration; the forms say the same of their fields. What is not known here is said as the API says it.

const refusals = texts({
  en: {
    name: 'Use letters, digits, “_”, “-” or “.”',
    nameTaken: (name: string) => `There is a policy “${name}” already`,
    nameReserved: 'This is the name of the Default Policy; choose another',
    pattern: 'Use user@domain, domain, or .domain for its subdomains',
    address: 'Enter a mail address such as copies@intake.example',
    criteria: 'Enter senders, recipients or both',
    noDefault: 'No default message intake address is set. Set it first, or choose another',
    stillUsed: 'Some policies are set to Default and need an address; change those first',
  },
  ja: {
    name: '英数字、「_」「-」「.」を使用してください',
    nameTaken: (name: string) => `ポリシー「${name}」は既に存在します`,
    nameReserved: 'デフォルトポリシーの名前です。別の名前を指定してください',
    pattern: 'user@domain、domain、またはサブドメインを表す .domain の形式で入力してください',
    address: 'copies@intake.example のようなメールアドレスを入力してください',
    criteria: '送信者と受信者の少なくとも一方を入力してください',
    noDefault: 'デフォルトのメッセージ受信アドレスが設定されていません。先に設定するか、別の選択肢を選んでください',
    stillUsed: 'デフォルトを選択しているポリシーがあるため、アドレスが必要です。先にそれらを変更してください',
  },
});

type Say = (text: ReturnType<typeof refusals>, field: string, part: string) => string;

const FORMS: readonly (readonly [RegExp, Say])[] = [
  [/^expected letters, digits/, (text) => text.name],
  [/^"(.*)" is used twice$/, (text, _field, name) => text.nameTaken(name)],
  [/^is the name of the Default Policy/, (text) => text.nameReserved],
  [/^expected user@domain/, (text) => text.pattern],
  [/^expected a mail address/, (text) => text.address],
  [/^expected senders, recipients or both/, (text) => text.criteria],
  [/^is 'default', but .* is not set/, (text, field) => (field === 'defaultIntakeAddress' ? text.stillUsed : text.noDefault)],
];

const said = (field: string, message: string): string => {
  for (const [form, say] of FORMS) {
    const [found, part = ''] = form.exec(message) ?? [];
    if (found !== undefined) return say(refusals(), field, part);
  }
  return message;
};

/** Refusals of the API in the words of the page. */
export const refusalText = (errors: FormErrors): FormErrors =>
  Object.fromEntries(Object.entries(errors).map(([field, message]) => [field, said(field, message)]));
