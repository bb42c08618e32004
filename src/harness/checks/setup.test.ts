import { describe, expect, it } from 'vitest';
import type { DashboardRead } from '../../evidence/dashboard-events.ts';
import type { Fact } from '../../evidence/events.ts';
import { command, logOf, reply } from './case.testing.ts';
import { inconclusive } from './finding.ts';
import {
  addressComesLast,
  addressesNear,
  addressesOpaque,
  answerRefused,
  answerTaken,
  asksInOrder,
  foundUnderPolicy,
  gatewaySource,
  neverIssued,
  stillAsks,
} from './setup.ts';

const EAST = '4f1c9a-7be20c@one.example';
const WEST = 'b83e06-1d94f7@one.example';

const read = (page: DashboardRead['page'], facts: Record<string, string>, parts: Partial<DashboardRead> = {}): DashboardRead => ({
  type: 'dashboardRead',
  page,
  account: 'east',
  load: 1,
  facts,
  rows: [],
  ...parts,
});
const asking = (step: number, ...rows: string[][]): Fact => read('wizard', { Step: `Step ${step} of 2` }, { rows });
const given = (address = EAST, parts: Partial<DashboardRead> = {}): Fact => read('wizard', { 'Message intake address': address }, parts);
const policy = (address: string, parts: Partial<DashboardRead> = {}): Fact => read('policy', { 'Message intake address': address }, parts);

const mockIsWrong = (observed: string) => ({ mockDeparts: { observed: expect.stringContaining(observed) } });

describe('the steps of the wizard (SETUP-1)', () => {
  const steps = [
    { question: 'Which?', takes: 'this', notOffered: ['that', 'other'] },
    { question: 'How?', takes: 'so', notOffered: ['else'] },
  ];
  const first = asking(1, ['Which?', 'this', 'taken'], ['Which?', 'that', 'not offered'], ['Which?', 'other', 'not offered']);
  const second = asking(
    2,
    ['How?', 'so', 'taken'],
    ['How?', 'else', 'not offered'],
    ['Header?', 'usual', 'taken'],
    ['Header?', 'own', 'offered'],
  );

  it('come in order, each with its one answer', () => {
    expect(asksInOrder(logOf(first, second, given()), 'east', steps)).toBeUndefined();
    expect(asksInOrder(logOf(first, second), 'west', steps)).toEqual(inconclusive('nobody went through the wizard of west'));
  });

  it.each([
    ['asked in another order', [second, first], 'no more than 1 steps'],
    ['asked in the place of another', [first, first, asking(2, ['Which?', 'this', 'taken'])], 'Which?'],
    ['left out', [first], 'no more than 1 steps'],
    ['asked besides', [first, second, second], '3'],
    ['with a choice more', [asking(1, ['Which?', 'this', 'taken'], ['Which?', 'that', 'offered'])], 'offering that besides'],
    ['without a choice', [asking(1, ['Which?', 'this', 'taken'], ['Which?', 'that', 'not offered'])], 'and not that'],
    ['with another answer', [asking(1, ['Which?', 'that', 'taken'])], 'taking that'],
    ['without a question', [asking(1)], 'no question'],
  ])('are told when one is %s', (_, facts, observed) => {
    expect(asksInOrder(logOf(...facts), 'east', steps)).toMatchObject(mockIsWrong(observed));
  });

  it('stay where they are, without an address', () => {
    expect(stillAsks(logOf(asking(1), asking(2)), 'east', 'Step 2 of 2')).toBeUndefined();
    expect(stillAsks(logOf(asking(2), asking(1)), 'east', 'Step 2 of 2')).toMatchObject(mockIsWrong('Step 1 of 2'));
    expect(stillAsks(logOf(given()), 'east', 'Step 2 of 2')).toMatchObject(mockIsWrong(EAST));
    expect(stillAsks(logOf(policy(EAST), asking(2)), 'east', 'Step 2 of 2')).toMatchObject(mockIsWrong('under Policy'));
    expect(stillAsks(logOf(read('wizard', {})), 'east', 'Step 2 of 2')).toMatchObject(mockIsWrong('no step'));
    expect(stillAsks(logOf(), 'east', 'Step 2 of 2')).toHaveProperty('inconclusive');
  });

  it('take the answers of programs by the same rules', () => {
    const answered = (status: number, reason = ''): Fact => ({ type: 'setupAnswered', account: 'east', answer: '{}', status, reason });
    expect(answerRefused(logOf(answered(409, 'not yet')), 409)).toBeUndefined();
    expect(answerRefused(logOf(answered(409)), 409)).toMatchObject(mockIsWrong('409'));
    expect(answerRefused(logOf(answered(409, 'not yet'), answered(200)), 409)).toMatchObject(mockIsWrong('200'));
    expect(answerTaken(logOf(answered(200)))).toBeUndefined();
    expect(answerTaken(logOf(answered(422, 'wrong')))).toMatchObject(mockIsWrong('422 wrong'));
    expect([answerRefused(logOf(), 409), answerTaken(logOf())]).toEqual(Array(2).fill(inconclusive('no program gave an answer')));
  });
});

describe('the address after the last step (SETUP-2)', () => {
  const sought = (step: number, held: string[] = [], characters = 100): Fact => ({
    type: 'addressSought',
    address: EAST,
    moment: `Step ${step} of 2`,
    characters,
    held,
  });
  const found = (...facts: Fact[]) => addressComesLast(logOf(...facts), 'east');

  it('was nowhere before', () => {
    expect(found(asking(1), asking(2), given(), sought(1), sought(2))).toBeUndefined();
    expect(found(asking(1), asking(2), given(), sought(1), sought(2, [EAST]))).toMatchObject(mockIsWrong(EAST));
  });

  it('comes after the last step, and comes at all', () => {
    expect(found(asking(1), asking(2))).toMatchObject(mockIsWrong('none'));
    expect(found(asking(1), given(), asking(2), sought(1), sought(2))).toMatchObject(mockIsWrong('Step 2 of 2 after it'));
  });

  it('is not believed to be absent where nobody looked', () => {
    expect(found(asking(1), asking(2), given(), sought(1))).toEqual(inconclusive('nothing was searched at Step 2 of 2'));
    expect(found(asking(1), given(), sought(1, [], 0))).toEqual(inconclusive('nothing was searched at Step 1 of 2'));
    expect(found(given())).toHaveProperty('inconclusive');
  });
});

describe('Policy', () => {
  const both = ['east', 'west'];
  const gave = [given(EAST), given(WEST, { account: 'west' })];

  it('shows the address that was given, after a fresh load (SETUP-3)', () => {
    const fresh = [policy(EAST, { load: 2 }), policy(WEST, { account: 'west', load: 2 })];
    expect(foundUnderPolicy(logOf(...gave, ...fresh), both)).toBeUndefined();
    const swapped = [policy(WEST, { load: 2 }), policy(EAST, { account: 'west', load: 2 })];
    expect(foundUnderPolicy(logOf(...gave, ...swapped), both)).toMatchObject(mockIsWrong(WEST));
    expect(foundUnderPolicy(logOf(...gave, read('policy', {}, { load: 2 })), both)).toMatchObject(mockIsWrong('no address'));
    expect(foundUnderPolicy(logOf(...gave, policy(EAST)), both)).toEqual(inconclusive('nobody loaded Policy anew for east'));
    expect(foundUnderPolicy(logOf(policy(EAST, { load: 2 })), both)).toEqual(inconclusive('the wizard of east gave no address'));
  });

  it('shows incoming mail only, and the header (SETUP-4)', () => {
    const shown = (direction: string, header: string) =>
      gatewaySource(logOf(read('policy', { 'Message direction': direction, 'Gateway header': header })), 'east', 'X-Client');
    expect(shown('Incoming', 'X-Client')).toBeUndefined();
    expect(shown('Incoming', 'X-IronPort-RemoteIP')).toMatchObject(mockIsWrong('X-IronPort-RemoteIP'));
    expect(shown('Both', 'X-Client')).toMatchObject(mockIsWrong('Both'));
    expect(gatewaySource(logOf(read('policy', {})), 'east', 'X-Client')).toMatchObject(mockIsWrong('nothing, nothing'));
    expect(gatewaySource(logOf(), 'east', 'X-Client')).toHaveProperty('inconclusive');
  });
});

describe('addresses (SETUP-5)', () => {
  const opaque = (east: string, west: string) =>
    addressesOpaque(logOf(given(`${east}@one.example`), policy(`${west}@one.example`, { account: 'west' })), ['east', 'west']);

  it('tell nothing', () => {
    expect(opaque('4f1c9a-7be20c', 'b83e06-1d94f7')).toBeUndefined();
    expect(opaque('4f1c9a-east-7be20c', 'b83e06-1d94f7')).toMatchObject(mockIsWrong('east'));
    expect(opaque('4f1c9a-7be20c', 'b83e-06')).toMatchObject(mockIsWrong('b83e-06'));
    expect(opaque('000000-000001', '000000-000002')).toMatchObject(mockIsWrong('000000-000002'));
    expect(opaque('4f1c9a-7be20c', '4f1c9a-7be20c')).toMatchObject(mockIsWrong('4f1c9a-7be20c'));
    expect(addressesOpaque(logOf(), ['east'])).toHaveProperty('inconclusive');
  });

  it('that nobody issued are refused with 550 5.1.1', () => {
    const near = addressesNear(logOf(given()), 'east');
    expect(near).toHaveLength(8);
    expect(near).not.toContain(EAST);
    const offered = (last: string, addresses = near) =>
      logOf(
        given(),
        ...addresses.flatMap((address, index) => [
          command(index, 'RCPT TO', `RCPT TO:<${address}>`),
          reply(99, 'RCPT TO', '250 ok'),
          reply(index, 'RCPT TO', index < 7 ? '550 5.1.1 unknown\r\n' : last),
        ]),
      );
    expect(neverIssued(offered('550 5.1.1 unknown\r\n'), 'east')).toBeUndefined();
    expect(neverIssued(offered('250 2.1.5 ok\r\n'), 'east')).toMatchObject(mockIsWrong('250 2.1.5 ok'));
    expect(neverIssued(offered('550 5.7.1 no\r\n'), 'east')).toMatchObject(mockIsWrong('550 5.7.1'));
    expect(neverIssued(offered('550 5.1.1 unknown\r\n', near.slice(1)), 'east')).toEqual(inconclusive(`no mail was offered to ${near[0]}`));
    expect(neverIssued(logOf(), 'east')).toHaveProperty('inconclusive');
  });
});
