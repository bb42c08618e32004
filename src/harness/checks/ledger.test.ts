import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import {
  caseSeen,
  copyFact,
  deliveredLine,
  enqueuedLine,
  failedLine,
  logAt,
  logLine,
  OTHER_ADDRESS,
  opened,
  reply,
  sent,
} from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { allAccountedFor, duplicatedCopy, entersLedger, ledgerOf, lostCopy, type Standing, tellLedger } from './ledger.ts';

type Timed = readonly [second: number, fact: Fact];

/** The time at which the evidence ends. */
const at = (second: number): Timed => [second, { type: 'timeWatched', fromMs: 0, untilMs: second * 1000 }];
const OVER = at(250);
const FAULT: Timed = [0, { type: 'ruleFired', ruleId: 'rule-1', layer: 'smtp', action: '451' }];
const taken = (second: number, connection = 1, account = 'primary', fate: 'stored' | 'accepted but dropped' = 'stored'): Timed[] => [
  [second, copyFact({ connection, account, fate })],
  [second, reply(connection, 'end of data', '250 OK\r\n')],
];
const counters = (active: number, delivered: number, hard: number): Timed => [
  250,
  { type: 'countersRead', sortKey: 'active_rcpts', text: `1 the.tdc.queue ${active} 0 ${delivered} 0 ${hard}` },
];

const caseFor = (facts: readonly Timed[], tokens: readonly (string | undefined)[] = [], messages = [sent('token-1')]) =>
  caseSeen(logAt(...facts), tokens, { sent: messages });
const standings = (...parts: Parameters<typeof caseFor>): Standing[] => ledgerOf(caseFor(...parts)).map(({ standing }) => standing);

describe('how a copy stands', () => {
  it('is delivered when the intake has it, whatever the log says', () => {
    expect(standings([[0, enqueuedLine(1, 'token-1')], ...taken(1), [2, deliveredLine(1)]], ['token-1'])).toEqual(['delivered']);
    expect(standings([...taken(1), [2, logLine('nothing of note')], OVER], ['token-1'])).toEqual(['delivered']);
    expect(
      standings(
        [
          [0, enqueuedLine(1, 'token-1')],
          [1, copyFact()],
          [2, failedLine(1)],
        ],
        ['token-1'],
      ),
    ).toEqual(['delivered']);
  });

  it('failed when that is told', () => {
    expect(standings([[0, enqueuedLine(1, 'token-1')], [5, failedLine(1)], OVER])).toEqual(['failed']);
  });

  it('waits while its life is not over, log or none', () => {
    expect(standings([[0, enqueuedLine(1, 'token-1')], at(120)])).toEqual(['waiting']);
    expect(standings([at(120)])).toEqual(['waiting']);
  });

  it('is lost when its life is over and nothing accounts for it', () => {
    expect(standings([[0, enqueuedLine(1, 'token-1')], OVER])).toEqual(['lost']);
    expect(standings([[0, enqueuedLine(1, 'token-1')], FAULT, OVER])).toEqual(['lost']);
  });

  it('is lost when the log tells of a delivery that never was', () => {
    expect(standings([[0, enqueuedLine(1, 'token-1')], [1, opened(1)], [1, deliveredLine(1)], at(10)])).toEqual(['lost']);
  });

  it('is counted for each policy group of a message', () => {
    const both = [sent('token-1', { expectedAt: ['primary', 'secondary'] })];
    const told: Timed[] = [
      [0, enqueuedLine(1, 'token-1')],
      [0, enqueuedLine(2, 'token-1', OTHER_ADDRESS)],
    ];
    expect(standings([...told, ...taken(1, 1, 'secondary'), OVER], ['token-1'], both)).toEqual(['lost', 'delivered']);
    expect(standings([[0, enqueuedLine(1, 'token-1')], ...taken(1), OVER], ['token-1'], both)).toEqual(['delivered', 'lost']);
  });

  it('is nothing for a message that is not to be forwarded, or was not accepted', () => {
    expect(standings([OVER], [], [sent('token-1', { expectedAt: [] }), sent('token-2', { accepted: false })])).toEqual([]);
  });

  it('follows the log alone where only the steps know what is due', () => {
    const unknown = [sent('token-1', { expectedAt: undefined })];
    expect(standings([OVER], [], unknown)).toEqual([]);
    expect(standings([[0, enqueuedLine(1, 'token-1')], OVER], [], unknown)).toEqual(['lost']);
  });
});

describe('doubt speaks for the system', () => {
  it('that has no log, where a fault stood in the way', () => {
    expect(standings([FAULT, OVER])).toEqual(['unknown']);
    expect(standings([[0, { type: 'standChanged', what: 'MX gone' }], OVER])).toEqual(['unknown']);
    expect(standings([OVER])).toEqual(['lost']);
  });

  it('that crashed and was not started again', () => {
    const crash: Timed = [5, { type: 'systemCrashed' }];
    expect(standings([[0, enqueuedLine(1, 'token-1')], crash, OVER])).toEqual(['unknown']);
    expect(standings([[0, enqueuedLine(1, 'token-1')], crash, [6, { type: 'systemRestarted' }], OVER])).toEqual(['lost']);
  });

  it('whose intake took a copy that nobody can name any more', () => {
    const told: Timed[] = [
      [0, enqueuedLine(1, 'token-1')],
      [0, enqueuedLine(2, 'token-2')],
    ];
    const messages = [sent('token-1'), sent('token-2')];
    const dropped = taken(1, 1, 'primary', 'accepted but dropped');
    expect(standings([...told, ...dropped, [2, deliveredLine(1)], OVER], [undefined], messages)).toEqual(['delivered', 'lost']);
    expect(standings([...told, ...taken(1, 1, 'secondary'), OVER], [undefined], messages)).toEqual(['lost', 'lost']);
  });

  it('whose counters know of a failure that the log left out (QUEUE-4), but not of a copy that waits for ever', () => {
    const told: Timed[] = [[0, enqueuedLine(1, 'token-1')]];
    expect(standings([...told, counters(0, 0, 1)])).toEqual(['failed']);
    expect(standings([...told, counters(1, 0, 0)])).toEqual(['lost']);
    const other: Timed[] = [
      [0, enqueuedLine(2, 'token-2')],
      [1, failedLine(2)],
    ];
    expect(standings([...told, ...other, counters(0, 0, 1)], [], [sent('token-1'), sent('token-2')])).toEqual(['lost', 'failed']);
  });

  it('whose log tells a failure without having told the enqueueing (LOG-1)', () => {
    expect(standings([[1, failedLine(7)], OVER])).toEqual(['failed']);
  });

  it('whose log names several messages by one Message-ID', () => {
    const twins = [sent('token-1', { messageId: '<same@x>' }), sent('token-2', { messageId: '<same@x>' })];
    const line = logLine(
      "TDC: MID 1 with Message-ID '<same@x>' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address abc@intake.example",
    );
    expect(standings([[0, line], [1, deliveredLine(1)], ...taken(1), OVER], ['token-2'], twins)).toEqual(['delivered', 'lost']);
  });
});

describe('findings', () => {
  it('name the copy that is lost', () => {
    const messages = [sent('token-1'), sent('token-2')];
    expect(lostCopy(caseFor([[0, enqueuedLine(1, 'token-1')], OVER], [], messages))).toEqual(
      departs(
        'every copy delivered, told as failed, or still waiting',
        'lost: the copy of token-1 for the primary account (MID 1), and 1 more',
        [1],
        ['SCOPE-6'],
      ),
    );
  });

  it('name the copy that came twice, unless the first answer was in doubt', () => {
    const told: Timed = [0, enqueuedLine(1, 'token-1')];
    expect(duplicatedCopy(caseFor([told, ...taken(1), ...taken(2, 2)], ['token-1', 'token-1']))).toEqual(
      departs(
        'each copy delivered once, unless the answer was in doubt',
        'duplicated: the copy of token-1 for the primary account was taken 2 times',
        [2, 4],
        ['SCOPE-6'],
      ),
    );
    const doubtful: Timed[] = [
      [1, copyFact()],
      [1, reply(1, 'end of data', '25')],
    ];
    expect(duplicatedCopy(caseFor([told, ...doubtful, ...taken(2, 2)], ['token-1', 'token-1']))).toBeUndefined();
  });

  it('allow as many copies as there are policy groups with the same address', () => {
    const twoGroups: Timed[] = [
      [0, enqueuedLine(1, 'token-1')],
      [0, enqueuedLine(2, 'token-1')],
    ];
    const unknown = [sent('token-1', { expectedAt: undefined })];
    const twice = [...taken(1), ...taken(2, 2)];
    expect(duplicatedCopy(caseFor([...twoGroups, ...twice], ['token-1', 'token-1'], unknown))).toBeUndefined();
    expect(duplicatedCopy(caseFor(twice, ['token-1', 'token-1'], unknown))).toBeUndefined();
    expect(duplicatedCopy(caseFor(twice, ['token-1', 'token-1']))).toBeDefined();
  });

  it('are none when all is accounted for; without any copy nothing is proved', () => {
    const file = caseFor([[0, enqueuedLine(1, 'token-1')], ...taken(1)], ['token-1']);
    expect(allAccountedFor(file)).toBeUndefined();
    expect(tellLedger(file)).toBe('1 copies: 1 delivered');
    expect(allAccountedFor(caseFor([OVER], [], []))).toEqual(inconclusive('no copy was ever to be expected'));
  });
});

it('the ledger needs the lines that tell of enqueueing and of an end', () => {
  const lines = [enqueuedLine(1, 'token-1'), deliveredLine(1), failedLine(1), logLine('Message finished MID 1 done')];
  expect(lines.map((fact) => fact.type === 'logLineRead' && entersLedger(fact.line))).toEqual([true, true, true, false]);
});
