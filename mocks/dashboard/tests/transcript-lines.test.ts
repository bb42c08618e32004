import { describe, expect, test } from 'vitest';
import type { Evidence, Fact } from '../../../src/evidence/events.ts';
import { transcriptLines, withoutOthers } from '../ui/message/transcript-lines.ts';

const stage = 'MAIL FROM';
let seq = 0;
const at = (atMs: number, fact: Fact): Evidence => {
  seq += 1;
  return { ...fact, seq, atMs };
};
const command = (atMs: number, line: string): Evidence => at(atMs, { type: 'commandReceived', connection: 1, stage, line, secure: true });
const reply = (atMs: number, text: string, ruleId?: string): Evidence =>
  at(atMs, { type: 'replySent', connection: 1, stage, text: `${text}\r\n`, secure: true, ...(ruleId === undefined ? {} : { ruleId }) });
const copy = (atMs: number, number: number): Evidence =>
  at(atMs, {
    type: 'copyReceived',
    connection: 1,
    copy: number,
    account: null,
    mailFrom: '',
    rcptTo: [],
    size: 12,
    sha256: '',
    fate: 'stored',
  });

const opened = (): Evidence =>
  at(1000, {
    type: 'connectionOpened',
    connection: 1,
    round: 1,
    host: 'mx1.a.example',
    localAddress: '127.0.0.1',
    localPort: 25,
    remoteAddress: '127.0.0.9',
    remotePort: 4000,
  });

const TWO_MESSAGES = (): Evidence[] => [
  opened(),
  reply(1001, '220 hello'),
  command(1010, 'MAIL FROM:<>'),
  reply(1011, '250 ok'),
  copy(1020, 7),
  reply(1021, '250 kept 7'),
  command(1030, 'mail from:<>'),
  reply(1031, '451 4.3.0 busy', 'busy'),
  command(1040, 'MAIL FROM:<>'),
  copy(1050, 8),
  reply(1051, '250 kept 8'),
  command(1060, 'QUIT'),
];

const texts = (lines: readonly { readonly text: string }[]): string[] => lines.map(({ text }) => text);

describe('a transcript', () => {
  test('counts from the moment of the connection', () => {
    expect(transcriptLines(TWO_MESSAGES()).map(({ afterMs }) => afterMs)).toEqual([0, 1, 10, 11, 20, 21, 30, 31, 40, 50, 51, 60]);
  });

  test('tells who said what, and which rule made it so', () => {
    const lines = transcriptLines(TWO_MESSAGES());
    expect(lines.map(({ speaker }) => speaker).slice(0, 4)).toEqual(['event', 'intake', 'client', 'intake']);
    expect(lines[7]).toMatchObject({ text: '451 4.3.0 busy', rule: 'busy', tone: 'fault' });
    expect(lines[5]).toMatchObject({ text: '250 kept 7', rule: undefined, tone: 'plain' });
  });

  test('marks the transaction of a copy, from its MAIL FROM to the reply', () => {
    const own = (number: number) => texts(transcriptLines(TWO_MESSAGES(), number).filter((line) => line.own));
    expect(own(7)).toEqual(['MAIL FROM:<>', '250 ok', '[12 bytes] copy 7: stored', '250 kept 7']);
    expect(own(8)).toEqual(['MAIL FROM:<>', '[12 bytes] copy 8: stored', '250 kept 8']);
    expect(own(9)).toEqual([]);
  });

  test('leaves other messages out, not what belongs to all', () => {
    const evidence = TWO_MESSAGES();
    const shown = texts(withoutOthers(transcriptLines(evidence, 8), evidence));
    expect(shown).toEqual([
      '127.0.0.9:4000 → mx1.a.example (127.0.0.1:25)',
      '220 hello',
      'MAIL FROM:<>',
      '[12 bytes] copy 8: stored',
      '250 kept 8',
      'QUIT',
    ]);
  });
});
