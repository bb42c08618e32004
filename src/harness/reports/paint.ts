import { styleText } from 'node:util';
import type { Verdict } from '../run-result.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
/** The caller has looked at the terminal and NO_COLOR already, so styleText is not to judge again. */
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** A mark besides the colour, so that verdicts differ without it too. */
export const MARK: Readonly<Record<Verdict, string>> = {
  departs: '✗',
  'harness-error': '‼',
  warning: '!',
  'known-departure': '≈',
  'not-testable': '○',
  inconclusive: '?',
  conforms: '✓',
  'not-applicable': '–',
  untested: '·',
};

export const STYLE: Readonly<Record<Verdict, Style>> = {
  departs: ['red', 'bold'],
  'harness-error': ['magenta', 'bold'],
  warning: 'yellow',
  'known-departure': 'cyan',
  'not-testable': 'blue',
  inconclusive: 'yellow',
  conforms: 'green',
  'not-applicable': 'gray',
  untested: 'gray',
};
