import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { anomaly, caseOf, caseSeen, command, copyFact, logAt, logOf, mail, reply } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { type ArmedFault, everyFaultMet, faultsMetWithin, findBroken, onlyAccounts } from './invariants.ts';

describe('findBroken', () => {
  it('finds nothing in sound traffic', () => {
    expect(findBroken(caseOf({ evidence: logOf(mail(1), copyFact(), anomaly('bad sequence')) }))).toEqual([]);
  });

  it('blames each for the requirement that it belongs to', () => {
    const twice = copyFact({ rcptTo: ['a@x.example', 'b@x.example'] });
    const log = logOf(command(4, 'DATA', 'DATA', false), anomaly('bare LF'), twice, twice, anomaly('bare LF'));
    expect(findBroken(caseOf({ evidence: log }))).toEqual([
      departs('no envelope and no message outside TLS', '"DATA" in clear on connection 4', [1], ['TLS-1']),
      departs('CRLF line ends and well-formed commands', 'bare LF at message: at byte 7', [2], ['SMTP-1']),
      departs('one recipient in the envelope of a copy', '2: a@x.example, b@x.example', [3], ['COPY-3']),
    ]);
  });
});

describe('a copy delivered twice', () => {
  type Timed = readonly [second: number, fact: Fact];
  const taken = (second: number, connection: number, account = 'primary'): Timed[] => [
    [second, copyFact({ connection, account })],
    [second, reply(connection, 'end of data', '250 OK\r\n')],
  ];
  const blamed = (...facts: Timed[]) =>
    findBroken(caseSeen(logAt(...facts), ['token-1', 'token-1'])).flatMap((finding) =>
      'departs' in finding ? (finding.departs.requirements ?? []) : [],
    );

  it('breaks SCOPE-1, and is a duplication for the ledger (SCOPE-6), however far apart', () => {
    expect(blamed(...taken(1, 1), ...taken(90, 2))).toEqual(['SCOPE-1', 'SCOPE-6']);
  });

  it('is none where the second came for another account, or the first was never answered', () => {
    expect(blamed(...taken(1, 1), ...taken(2, 2, 'secondary'))).toEqual([]);
    expect(blamed([1, copyFact()], ...taken(2, 2))).toEqual([]);
  });
});

describe('onlyAccounts', () => {
  const file = caseOf({ evidence: logOf(copyFact(), copyFact({ account: null }), copyFact({ account: 'secondary' })) });

  it('shows the first copy that nobody expected', () => {
    expect(onlyAccounts(file, new Set(['primary', 'secondary']))).toBeUndefined();
    expect(onlyAccounts(file, new Set(['primary']))).toEqual(departs('copies for primary alone', 'a copy for the secondary account', [3]));
    expect(onlyAccounts(file, new Set())).toEqual(departs('copies for no account alone', 'a copy for the primary account', [1]));
  });

  it('knows nothing when nothing was sent', () => {
    expect(onlyAccounts(file, undefined)).toBeUndefined();
  });
});

describe('faults', () => {
  const fault = (id: string, hits: number, optional = false): ArmedFault => ({ id, layer: 'smtp', hits, optional });

  it('that were never met leave the scenario inconclusive, unless they need not be met', () => {
    expect(everyFaultMet([fault('rule-1', 1), fault('rule-2', 0, true)])).toBeUndefined();
    expect(everyFaultMet([fault('rule-1', 1), fault('rule-2', 0), fault('rule-3', 0)])).toEqual(
      inconclusive('the fault rule-2 (smtp) was never met'),
    );
  });

  it('must all be met where a step waits for them', () => {
    expect(faultsMetWithin([fault('rule-1', 2)], 30)).toBeUndefined();
    expect(faultsMetWithin([fault('rule-1', 2), fault('rule-2', 0)], 30)).toEqual(inconclusive('not every fault was met within 30 s'));
  });
});
