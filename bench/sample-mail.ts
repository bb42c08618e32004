// Mail of 5 KB as a mailbox holds it: words by frequency, every message different, some of it Japanese.

const WORDS = 20_000;
const BODY = 4_500;
const BODIES = 400;

/** The same numbers every time: a linear congruential generator. */
const makeRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

const LETTERS = 'etaoinshrdlucmfwypvbgkjqxz';

export interface SampleMail {
  /** The whole message, with the line that ends it in SMTP left out. */
  message(number: number): string;
  /** A word that nearly every message has, one that some have, and one that few have. */
  readonly words: { readonly common: string; readonly some: string; readonly rare: string };
}

export const makeSampleMail = (seed = 1): SampleMail => {
  const random = makeRandom(seed);
  const word = (): string =>
    Array.from({ length: 3 + Math.floor(random() * 8) }, () => LETTERS[Math.floor(random() * random() * 26)]).join('');
  const vocabulary = Array.from({ length: WORDS }, word);
  const pick = (): string => vocabulary[Math.floor(random() ** 3 * WORDS)] ?? '';
  const body = (): string => {
    const lines: string[] = [];
    for (let size = 0; size < BODY; size += 72) lines.push(Array.from({ length: 11 }, pick).join(' ').slice(0, 70));
    return lines.join('\r\n');
  };
  const bodies = Array.from({ length: BODIES }, body);
  const subjects = Array.from({ length: BODIES }, (_, index) =>
    index % 10 === 0 ? `=?utf-8?B?${Buffer.from(`${pick()} 月次報告書 ${index}`).toString('base64')}?=` : `${pick()} ${pick()} ${pick()}`,
  );
  return {
    message: (number) =>
      [
        `From: ${vocabulary[number % 97]} <${vocabulary[number % 97]}@${vocabulary[number % 31]}.example>`,
        `To: ${vocabulary[(number * 7) % 53]}@site.example`,
        `Subject: ${subjects[number % BODIES]}`,
        `Message-ID: <${number}.${seed}@bench.example>`,
        `X-IronPort-MID: ${number}`,
        'Date: Mon, 02 Nov 2026 12:00:00 +0000',
        '',
        `${number} ${vocabulary[number % WORDS]}`,
        bodies[number % BODIES],
        '',
      ].join('\r\n'),
    words: { common: vocabulary[0] ?? '', some: vocabulary[Math.floor(WORDS / 8)] ?? '', rare: vocabulary[WORDS - 1] ?? '' },
  };
};
