import { describe, expect, it } from 'vitest';
import type { Fact } from '../../evidence/events.ts';
import { caseOf, caseSeen, command, copyFact, logAt, logOf, reply, sent } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { notSentInVain, onlyOfferedUsed, safeAtCommit } from './smtp.ts';

const ehloOn = (connection: number, ...keywords: string[]): Fact =>
  reply(connection, 'EHLO over TLS', ['250-mx1', ...keywords.map((word) => `250-${word}`), '250 HELP', ''].join('\r\n'));
const ehlo = (...keywords: string[]): Fact => ehloOn(1, ...keywords);
const mailWith = (parameters: string): Fact => command(1, 'MAIL FROM', `MAIL FROM:<a@b.example>${parameters}`);
const used = (...facts: Fact[]) => onlyOfferedUsed(caseOf({ evidence: logOf(...facts) }));

describe('onlyOfferedUsed', () => {
  it('passes what was offered, with its parameters in any case of letters', () => {
    expect(used(ehlo('SIZE 1000', '8bitmime'), mailWith(' SIZE=7 body=8BITMIME'))).toBeUndefined();
    expect(used(ehlo(), mailWith(''))).toBeUndefined();
  });

  it.each([
    [' SIZE=7', 'SIZE'],
    [' BODY=8BITMIME', '8BITMIME'],
    [' SMTPUTF8', 'SMTPUTF8'],
    [' RET=HDRS', 'DSN'],
  ])('shows %j, which needs %s', (parameters, extension) => {
    expect(used(ehlo('HELP'), mailWith(parameters))).toEqual(
      departs(`${extension} only where it is offered`, `"MAIL FROM:<a@b.example>${parameters}"`, [2]),
    );
  });

  it('takes nothing from the reply to RSET', () => {
    const reset = [command(1, 'EHLO over TLS', 'RSET'), reply(1, 'EHLO over TLS', '250 2.0.0 Flushed\r\n')];
    expect(used(ehlo('SIZE 1000'), ...reset, mailWith(' SIZE=7'))).toBeUndefined();
  });

  it('goes by the last EHLO reply of the connection', () => {
    expect(used(ehlo('SIZE'), ehlo(), mailWith(' SIZE=7'))).toHaveProperty('departs');
    expect(used(ehloOn(2, 'SIZE'), mailWith(' SIZE=7'))).toHaveProperty('departs');
  });

  it('knows CHUNKING by its command, and PIPELINING by what the intake saw', () => {
    expect(used(ehlo(), mailWith(''), command(1, 'DATA', 'BDAT 10 LAST'))).toMatchObject({ departs: { evidence: [3] } });
    const hurried: Fact = {
      type: 'wireAnomaly',
      connection: 1,
      stage: 'RCPT TO',
      kind: 'bad sequence',
      detail: 'bytes came, though PIPELINING was not offered',
    };
    expect(used(ehlo(), mailWith(''), hurried)).toMatchObject({ departs: { evidence: [3] } });
  });

  it('proves nothing of a system that began no mail', () => {
    expect(used(ehlo())).toEqual(inconclusive('no transaction was ever begun'));
  });
});

describe('notSentInVain', () => {
  const vain = (...facts: Fact[]) => notSentInVain(caseOf({ evidence: logOf(...facts) }));

  it('lets MAIL FROM be refused, but not DATA be begun', () => {
    expect(vain(ehlo('SIZE 100'), mailWith(' SIZE=200'), reply(1, 'MAIL FROM', '552 too large\r\n'))).toBeUndefined();
    expect(vain(ehlo('SIZE 100'), mailWith(''), reply(1, 'DATA', '354 go on\r\n'))).toMatchObject({ departs: { evidence: [3] } });
    expect(vain(ehlo('SIZE'), mailWith(''))).toEqual(inconclusive('the system never heard of the limit'));
  });
});

describe('safeAtCommit', () => {
  const arrived = (connection: number, answer?: string) => [
    [connection, copyFact({ connection })] as const,
    ...(answer === undefined ? [] : [[connection, reply(connection, 'end of data', answer)] as const]),
  ];
  const judge = (...copies: (readonly (readonly [number, Fact])[])[]) =>
    safeAtCommit(
      caseSeen(
        logAt(...copies.flat()),
        copies.map(() => 'token-1'),
      ),
      sent('token-1'),
    );

  it('tells lost, once, twice and more apart', () => {
    expect(judge()).toMatchObject({ departs: { observed: 'it is lost' } });
    expect(judge(arrived(1, '250 ok\r\n'))).toBeUndefined();
    expect(judge(arrived(1, '25'), arrived(2, '250 ok\r\n'))).toBeUndefined();
    expect(judge(arrived(1), arrived(2), arrived(3))).toMatchObject({ departs: { observed: 'it is there 3 times' } });
  });

  it('allows no second copy after an answer that came whole', () => {
    expect(judge(arrived(1, '250 ok\r\n'), arrived(2, '250 ok\r\n'))).toMatchObject({ departs: { observed: 'it was taken 2 times' } });
  });
});
