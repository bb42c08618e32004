import { describe, expect, it } from 'vitest';
import { caseOf, copyOf, logOf, opened, query, sent } from './case.testing.ts';
import { askedOverTcp, copyCameTo, lookUpCount, noConnection } from './dns.ts';
import { departs, inconclusive } from './finding.ts';

const TWO_HOSTS = logOf(opened(1, 1, 'mx1.intake.example'), opened(2, 2, 'mx2.intake.example'));

describe('copyCameTo', () => {
  const copies = [copyOf('token-1', { fact: { connection: 2 } }), copyOf('token-0', { fact: { connection: 1 } })];
  const file = caseOf({ evidence: TWO_HOSTS, sent: [sent('token-0'), sent('token-1')], copies });

  it('finds the host by the connection that carried the newest message', () => {
    expect(copyCameTo(file, 'mx2.intake.example')).toBeUndefined();
    expect(copyCameTo(file, 'mx1.intake.example')).toEqual(departs('the copy at mx1.intake.example', 'a copy at mx2.intake.example', [9]));
  });

  it('wants one copy, no more and no fewer', () => {
    const twice = [copyOf('token-1', { fact: { connection: 1 } }), copyOf('token-1', { seq: 10, fact: { connection: 3 } })];
    expect(copyCameTo({ ...file, copies: twice }, 'mx1.intake.example')).toEqual(
      departs('the copy at mx1.intake.example', 'a copy at mx1.intake.example and an unknown host', [9, 10]),
    );
    expect(copyCameTo({ ...file, copies: [] }, 'mx1.intake.example')).toMatchObject({ departs: { observed: 'no copy anywhere' } });
  });
});

describe('noConnection', () => {
  it('shows what was opened', () => {
    expect(noConnection(caseOf({ evidence: logOf(query(1)) }))).toBeUndefined();
    expect(noConnection(caseOf({ evidence: TWO_HOSTS }))).toEqual(departs('no connection to the intake', '2 connections', [1, 2]));
  });
});

describe('lookUpCount', () => {
  const file = caseOf({
    evidence: logOf(query(1), query(2, 'udp', 'A'), query(3, 'udp', 'MX', 'other.example'), query(4, 'udp', 'MX', 'INTAKE.example')),
  });

  it('counts the MX look-ups of the intake domain, in any case of letters', () => {
    expect(lookUpCount(file, 2)).toBeUndefined();
    expect(lookUpCount(file, 1)).toEqual(departs('1 MX look-ups', '2', [1, 4]));
    expect(lookUpCount(caseOf({}), 1)).toEqual(inconclusive('the intake domain was never looked up'));
  });
});

describe('askedOverTcp', () => {
  it('shows the queries when none was over TCP', () => {
    expect(askedOverTcp(caseOf({ evidence: logOf(query(1), query(2, 'tcp')) }))).toBeUndefined();
    expect(askedOverTcp(caseOf({ evidence: logOf(query(1), opened(1), query(2)) }))).toEqual(
      departs('the truncated answer to be asked for again over TCP', 'no query over TCP', [1, 3]),
    );
  });
});
