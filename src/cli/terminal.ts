import { coloured, type Paint, plain } from '../harness/reports/paint.ts';
import type { TextOptions } from '../harness/reports/text.ts';

const NARROWEST = 60;
const WIDEST = 140;
/** A file or a pipe is not read in a narrow window: no title is cut there. */
const WITHOUT_TERMINAL = 120;

/** Colour only where a person reads: a terminal, no NO_COLOR, no --no-color (https://no-color.org). */
const paintFor = (stream: NodeJS.WriteStream, wanted: boolean): Paint =>
  wanted && stream.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb' ? coloured : plain;

/** How text is to look on standard output. */
export const textOptions = (colour: boolean): TextOptions => ({
  width: Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns ?? WITHOUT_TERMINAL)),
  paint: paintFor(process.stdout, colour),
  restIn: 'the report',
});

/** Prints lines on standard output. */
export const print = (lines: readonly string[]): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
};

/** Prints lines on standard error. */
export const complain = (...lines: readonly string[]): void => {
  process.stderr.write(`${lines.join('\n')}\n`);
};
