import { describe, expect, it } from 'vitest';
import type { Evidence } from '../evidence/events.ts';
import { formatTranscript, linesThatShow, transcribe } from './transcript.ts';

const EVIDENCE: readonly Evidence[] = [
  { type: 'dnsQueryReceived', query: 1, name: 'primary.example', qtype: 'MX', transport: 'udp', from: '127.0.0.1:53', seq: 1, atMs: 5000 },
  { type: 'commandReceived', connection: 2, stage: 'EHLO', line: 'EHLO gateway\u001b[31m', secure: false, seq: 2, atMs: 5010 },
  { type: 'replySent', connection: 2, stage: 'EHLO', text: '250-mx1\r\n250 SIZE\r\n', secure: false, ruleId: 'odd', seq: 3, atMs: 65_010 },
  { type: 'timeWatched', fromMs: 5000, untilMs: 155_000, seq: 4, atMs: 155_000 },
];

describe('a transcript', () => {
  it('tells times from the start, connections and speakers', () => {
    expect(formatTranscript(EVIDENCE)).toBe(
      [
        '   0.000      DNS query 1: MX primary.example by udp',
        '   0.010 #2   C: EHLO gateway\\x1b[31m',
        '  60.010 #2   S: 250-mx1   [rule odd]',
        '  60.010 #2   S: 250 SIZE',
        ' 150.000      .. watched for 150 s',
      ].join('\n'),
    );
  });

  it('cuts lines that would hide the others', () => {
    const [line] = transcribe([{ type: 'logLineRead', line: 'x'.repeat(5000), seq: 1, atMs: 0 }]);
    expect(line?.text.length).toBeLessThan(450);
    expect(line?.text).toMatch(/… \(5000 characters\)$/);
  });

  it('shows the lines that are named, or else the last ones', () => {
    expect(linesThatShow(EVIDENCE, [3], 10).map(({ seq }) => seq)).toEqual([3, 3]);
    expect(linesThatShow(EVIDENCE, [], 2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(linesThatShow([], [1], 2)).toEqual([]);
  });
});
