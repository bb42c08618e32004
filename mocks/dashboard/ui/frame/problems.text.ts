import type { ApiError } from '../../../../src/web/ui/api.ts';
import { texts } from '../../../../src/web/ui/i18n.ts';
import type { ProblemKindName } from '../../../api/problem-kinds.ts';
import { JAPANESE_PROBLEMS } from './problem-words.ts';

type Words = Readonly<Partial<Record<ProblemKindName, string>>>;

/** Words for the problems of the API, by their kind; none in English, which the API speaks itself. */
const problemWords = texts<Words>({ en: {}, ja: JAPANESE_PROBLEMS });

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

const isKind = (name: string): name is ProblemKindName => Object.hasOwn(JAPANESE_PROBLEMS, name);

/** What a problem is, by its kind, or else by its status. */
export const wordsForProblem = ({ type, status }: ApiError): string | undefined => {
  const name = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : '';
  return (isKind(name) ? problemWords()[name] : undefined) ?? byStatus()[status];
};
