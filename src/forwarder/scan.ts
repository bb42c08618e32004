/** What the engines say of a message. */
export type Verdict =
  | { readonly kind: 'clean' }
  | { readonly kind: 'spam'; readonly engine: string }
  | { readonly kind: 'virus'; readonly engine: string; readonly name: string };

/** Looks at a message while it comes in. One scanner serves one message. */
export interface Scanner {
  push(chunk: Buffer): void;
  verdict(): Verdict;
}

// The two public test strings (SCOPE-2), in halves so that scanners on this machine leave the file alone.
const GTUBE = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** What is sure to stand in base64 text whose decoded form holds the string, for each of the three alignments. */
const base64Forms = (text: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + text, 'latin1')
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters depend on what stands before the string, the last one on what follows it.
    return encoded.slice(shift === 0 ? 0 : 4, -2);
  });

interface Needle {
  readonly form: string;
  readonly verdict: Verdict;
}

const SPAM: Verdict = { kind: 'spam', engine: 'CASE' };
const VIRUS: Verdict = { kind: 'virus', engine: 'antivirus', name: 'EICAR-AV-Test' };

const PLAIN_NEEDLES: readonly Needle[] = [
  { form: GTUBE, verdict: SPAM },
  { form: EICAR, verdict: VIRUS },
];
const BASE64_NEEDLES: readonly Needle[] = [
  ...base64Forms(GTUBE).map((form) => ({ form, verdict: SPAM })),
  ...base64Forms(EICAR).map((form) => ({ form, verdict: VIRUS })),
];
const LONGEST = Math.max(...[...PLAIN_NEEDLES, ...BASE64_NEEDLES].map(({ form }) => form.length));

const CLEAN: Verdict = { kind: 'clean' };
const MENTIONS_BASE64 = /base64/i;

/** Finds the test strings of the anti-spam and anti-virus world, as they are or in base64, across pieces. */
export class TestStringScanner implements Scanner {
  private found: Verdict = CLEAN;
  private plainTail = '';
  private base64Tail = '';
  private base64Possible = false;

  push(chunk: Buffer): void {
    if (this.found.kind !== 'clean') return;
    const plain = this.plainTail + chunk.toString('latin1');
    this.look(plain, PLAIN_NEEDLES);
    this.base64Possible ||= MENTIONS_BASE64.test(plain);
    this.plainTail = plain.slice(-LONGEST);
    if (!this.base64Possible) return;
    const joined = this.base64Tail + chunk.toString('latin1').replaceAll(/[\r\n]/g, '');
    this.look(joined, BASE64_NEEDLES);
    this.base64Tail = joined.slice(-LONGEST);
  }

  verdict(): Verdict {
    return this.found;
  }

  private look(text: string, needles: readonly Needle[]): void {
    for (const { form, verdict } of needles) {
      if (!text.includes(form)) continue;
      this.found = verdict;
      return;
    }
  }
}
