import { describe, expect, it } from 'vitest';
import type { DashboardRead } from '../../evidence/dashboard-events.ts';
import type { Fact } from '../../evidence/events.ts';
import { ADDRESS, caseOf, caseSeen, copyFact, copyOf, enqueuedLine, logLine, logOf, sent } from './case.testing.ts';
import { appearsLive, leadsToLog, listsOnly, overConnections, showsClient } from './dashboard.ts';
import { inconclusive } from './finding.ts';

const list = (account: string, subjects: readonly string[], load = 1): Fact => ({
  type: 'dashboardRead',
  page: 'messages',
  account,
  load,
  facts: {},
  rows: subjects.map((subject) => [subject]),
});
const page = (copy: number, facts: DashboardRead['facts']): Fact => ({
  type: 'dashboardRead',
  page: 'message',
  account: 'primary',
  load: 1,
  facts: { ...facts, Copy: String(copy) },
  rows: [],
});
const mockIsWrong = (observed: string) => ({ mockDeparts: { observed: expect.stringContaining(observed) } });

describe('a copy in the list (DASH-1)', () => {
  const first = sent('token-1', { subject: 'first' });
  const second = sent('token-2', { subject: 'second' });
  const judged = (...facts: Fact[]) => appearsLive(caseSeen(logOf(...facts), ['token-1'], { sent: [first] }), first, 'primary');

  it('appears under its account while the page stays', () => {
    expect(judged(list('primary', []), copyFact(), list('primary', ['first']))).toBeUndefined();
    expect(judged(list('primary', []), copyFact(), list('primary', []))).toMatchObject(mockIsWrong('not there'));
    expect(judged(list('primary', []), copyFact(), list('primary', ['first'], 2))).toMatchObject(mockIsWrong('load 1 before, 2 after'));
    expect(judged(list('primary', [], 0), copyFact(), list('primary', ['first'], 0))).toMatchObject(mockIsWrong('load 0 before'));
  });

  it('proves nothing that nobody saw, and is no fault of the dashboard when it never came', () => {
    expect(judged(copyFact(), list('primary', ['first']))).toHaveProperty('inconclusive');
    expect(judged(list('primary', []), copyFact())).toHaveProperty('inconclusive');
    expect(judged(list('primary', []), copyFact({ account: 'secondary' }), list('primary', []))).toEqual(
      inconclusive('no copy of token-1 was delivered to the primary account'),
    );
  });

  it('is listed with those of its account and no others', () => {
    const log = logOf(copyFact(), copyFact({ copy: 2, account: 'secondary' }), list('primary', ['first', 'second']));
    const file = caseSeen(log, ['token-1', 'token-2'], { sent: [first, second] });
    expect(listsOnly(file, 'primary', [second, first])).toBeUndefined();
    expect(listsOnly(file, 'primary', [first])).toMatchObject(mockIsWrong('first, second'));
    expect(listsOnly(file, 'primary', [])).toMatchObject(mockIsWrong('first, second'));
    expect(listsOnly(file, 'secondary', [second])).toHaveProperty('inconclusive');
    expect(listsOnly(file, 'primary', [first, sent('token-3')])).toEqual(inconclusive('no copy of token-3 was delivered'));
  });
});

describe('the client of a copy (SETUP-4)', () => {
  const inner = 'X-Client: 203.0.113.7\r\nX-IronPort-RemoteIP: 127.0.0.1\r\nx-client: 192.0.2.1\r\n\r\n';
  const judged = (client: string, field: string) => {
    const evidence = logOf(page(1, { 'Client of the gateway': client }));
    return showsClient(caseOf({ evidence, copies: [copyOf('token-1', { inner })] }), sent(), 'primary', field);
  };

  it('is what the first field of that name says', () => {
    expect(judged('203.0.113.7', 'X-Client')).toBeUndefined();
    expect(judged('127.0.0.1', 'X-IronPort-RemoteIP')).toBeUndefined();
    expect(judged('127.0.0.1', 'X-Client')).toMatchObject(mockIsWrong('127.0.0.1'));
    expect(judged('192.0.2.1', 'X-Client')).toMatchObject(mockIsWrong('192.0.2.1'));
    expect(judged('203.0.113.7', 'X-Other')).toHaveProperty('inconclusive');
    expect(showsClient(caseOf({ copies: [copyOf('token-1', { inner })] }), sent(), 'primary', 'X-Client')).toHaveProperty('inconclusive');
  });
});

describe('the numbers of a copy (DASH-2)', () => {
  const start = (dcid: number, mid = 7): Fact => logLine(`TDC: Delivery start DCID ${dcid} MID ${mid}`);
  const shown = (copy: number, mid: number, dcid: number): Fact =>
    page(copy, { MID: String(mid), DCID: String(dcid), 'Message-ID': '<token-1@sender.example>' });
  const copy = (number: number, connection: number, inner = 'X-IronPort-MID: 7\r\n\r\n') =>
    copyOf('token-1', { inner, fact: { copy: number, connection, rcptTo: [ADDRESS] } });
  const twice = [copy(1, 1), copy(2, 2)];
  const judged = (copies: ReturnType<typeof copy>[], ...facts: Fact[]) => leadsToLog(caseOf({ evidence: logOf(...facts), copies }), sent());

  it('are those of its own attempt in the log', () => {
    const log = [enqueuedLine(7, 'token-1'), start(31), start(32), logLine('Delivery start DCID 30 MID 7 to RID [0]')];
    expect(judged(twice, ...log, shown(1, 7, 31), shown(2, 7, 32))).toBeUndefined();
    expect(judged(twice, ...log, shown(1, 7, 32), shown(2, 7, 32))).toMatchObject(mockIsWrong('DCID 32'));
    expect(judged([copy(1, 2)], ...log, shown(1, 7, 32))).toBeUndefined();
    expect(judged([copy(1, 2)], ...log, shown(1, 7, 30))).toMatchObject(mockIsWrong('DCID 30'));
    expect(judged([copy(1, 2)], ...log, shown(1, 8, 32))).toMatchObject(mockIsWrong('MID 8'));
    expect(judged([copy(1, 2)], ...log)).toEqual(inconclusive('nobody looked at the page of copy 1'));
    expect(judged([], ...log)).toHaveProperty('inconclusive');
  });

  it('are the system’s to tell', () => {
    const log = [enqueuedLine(7, 'token-1'), start(31)];
    expect(judged([copy(1, 1)], shown(1, 7, 31))).toHaveProperty('departs');
    expect(judged([copy(1, 1, 'X-IronPort-MID: 9\r\n\r\n')], ...log, shown(1, 9, 31))).toMatchObject({ departs: { observed: '9' } });
    expect(judged([copy(1, 1, '\r\n\r\n')], ...log, page(1, {}))).toHaveProperty('departs');
    expect(judged([copy(1, 1)], ...log, page(1, {}))).toHaveProperty('mockDeparts');
  });

  it('are judged over as many connections as the scenario is about', () => {
    expect(overConnections(caseOf({ copies: twice }), 2)).toBeUndefined();
    expect(overConnections(caseOf({ copies: [copy(1, 1), copy(2, 1)] }), 2)).toHaveProperty('inconclusive');
  });
});
