import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/evidence/events.ts';
import type { ConnectionRecord } from '../store/message-record.ts';
import { concurrencyOf, laneOf } from './timeline.ts';

const RECORD: ConnectionRecord = {
  connection: 1,
  round: 1,
  host: 'mx1',
  local: '127.0.0.2:25',
  remote: '127.0.0.1:4',
  openedAtMs: 100,
  closedAtMs: 900,
  end: 'QUIT',
  stage: 'QUIT',
  bytesIn: 1,
  bytesOut: 2,
  tls: null,
  tlsFailure: null,
  copies: 1,
  rules: [],
  anomalies: [],
};

const ENTRIES: readonly Evidence[] = [
  { seq: 1, atMs: 110, type: 'replySent', connection: 1, stage: 'greeting', text: '220 x\r\n', secure: false },
  { seq: 2, atMs: 120, type: 'commandReceived', connection: 1, stage: 'EHLO', line: 'EHLO x', secure: false },
  { seq: 3, atMs: 125, type: 'replySent', connection: 1, stage: 'EHLO', text: '250 x\r\n', secure: false },
  { seq: 4, atMs: 200, type: 'tlsEstablished', connection: 1, protocol: 'TLSv1.3', cipher: 'X', servername: null, certificate: 'valid' },
  { seq: 5, atMs: 300, type: 'ruleFired', ruleId: 'slow', layer: 'smtp', action: 'delayMs 5', connection: 1, stage: 'MAIL FROM' },
  { seq: 6, atMs: 400, type: 'commandReceived', connection: 1, stage: 'MAIL FROM', line: 'MAIL FROM:<>', secure: true },
  {
    seq: 7,
    atMs: 500,
    type: 'copyReceived',
    connection: 1,
    copy: 7,
    account: 'primary',
    mailFrom: '',
    rcptTo: [],
    size: 1,
    sha256: 'aa',
    fate: 'stored',
  },
  { seq: 8, atMs: 600, type: 'commandReceived', connection: 1, stage: 'EHLO', line: 'EHLO x', secure: true },
];

test('a lane tells each stage once, with faults, messages and the handshake', () => {
  expect(laneOf(RECORD, ENTRIES, false)).toEqual({
    connection: 1,
    host: 'mx1',
    openedAtMs: 100,
    closedAtMs: 900,
    end: 'QUIT',
    stages: [
      { stage: 'connect', atMs: 100, answeredAtMs: null },
      { stage: 'greeting', atMs: 110, answeredAtMs: 110 },
      { stage: 'EHLO', atMs: 120, answeredAtMs: 125 },
      { stage: 'MAIL FROM', atMs: 400, answeredAtMs: null },
      { stage: 'EHLO', atMs: 600, answeredAtMs: null },
    ],
    faults: [{ atMs: 300, ruleId: 'slow', action: 'delayMs 5', stage: 'MAIL FROM' }],
    messages: [{ atMs: 500, id: 7 }],
    tlsAtMs: 200,
    cut: false,
  });
});

describe('how many were open', () => {
  test('rises and falls', () => {
    const open = (openedAtMs: number, closedAtMs: number | null) => ({ openedAtMs, closedAtMs });
    expect(concurrencyOf([open(10, 40), open(20, null), open(20, 30), open(40, 50)])).toEqual([
      { atMs: 10, open: 1 },
      { atMs: 20, open: 3 },
      { atMs: 30, open: 2 },
      { atMs: 40, open: 2 },
      { atMs: 50, open: 1 },
    ]);
  });

  test('is nothing without connections', () => {
    expect(concurrencyOf([])).toEqual([]);
  });
});
