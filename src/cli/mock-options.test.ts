import { describe, expect, test } from 'vitest';
import { UsageError } from '../harness/selection.ts';
import { parseMockOptions } from './mock-options.ts';

const USUAL = {
  smtpPort: '0',
  dnsPort: '0',
  apiPort: '0',
  bind: '127.0.0.1',
  spread: false,
  apiBind: '127.0.0.1',
  apiHostname: [],
  requireTls: false,
  flush: false,
};

describe('options', () => {
  test('the usual ones', () => {
    expect(parseMockOptions(USUAL)).toMatchObject({ smtpPort: 0, flush: false });
  });

  test('limits of the store', () => {
    const given = { data: '/tmp/x', flush: true, maxMessages: '5', maxBytes: '2g', maxAge: '90m' };
    expect(parseMockOptions({ ...USUAL, ...given })).toMatchObject({ maxMessages: 5, maxBytes: 2 * 1024 ** 3, maxAge: 5_400_000 });
    expect(parseMockOptions({ ...USUAL, maxBytes: '1000' }).maxBytes).toBe(1000);
  });

  test('accounts', () => {
    expect(parseMockOptions({ ...USUAL, accounts: ['one=a-b@x.example', 'two=c=d@x.example'] }).accounts).toEqual([
      { name: 'one', intakeAddress: 'a-b@x.example' },
      { name: 'two', intakeAddress: 'c=d@x.example' },
    ]);
  });

  test.each([
    [{ smtpPort: '65536' }, /^--smtp-port: expected a port from 0/],
    [{ dnsPort: 'x' }, /^--dns-port: expected a port/],
    [{ apiPort: '-1' }, /^--api-port: expected a port/],
    [{ bind: 'localhost' }, /^--bind: expected an IP address/],
    [{ apiBind: '1.2.3' }, /^--api-bind: expected an IP address/],
    [{ token: 'short' }, /^--token: expected at least 8/],
    [{ token: 'two words here' }, /^--token: expected/],
    [{ maxMessages: '0' }, /^--max-messages: expected a whole number from 1/],
    [{ maxBytes: '1T' }, /^--max-bytes: expected a size such as 500M/],
    [{ maxAge: '7' }, /^--max-age: expected an age such as 12h/],
    [{ data: '' }, /^--data: expected the name of a file or folder/],
    [{ flush: true }, /^--flush is for a file/],
    [{ accounts: ['primary'] }, /^--accounts: "primary": expected name=address/],
    [{ accounts: ['=a@x.example'] }, /^--accounts: .*expected name=address/],
    [{ accounts: ['one=nonsense'] }, /^--accounts: "one=nonsense": expected name=address; expected an address such as/],
    [{ accounts: ['one=a@x.example', 'one=b@x.example'] }, /^--accounts: one is given twice/],
    [{ accounts: ['one=a@x.example', 'two=A@x.example'] }, /^--accounts: a@x.example is given twice/],
    [{ rules: '' }, /^--rules: expected the name of a file/],
    [{ caOut: '' }, /^--ca-out: expected the name of a file/],
    [{ spread: true, bind: '0.0.0.0' }, /^--spread .*leave out --bind/],
  ])('%j is refused', (given, message) => {
    expect(() => parseMockOptions({ ...USUAL, ...given })).toThrow(UsageError);
    expect(() => parseMockOptions({ ...USUAL, ...given })).toThrow(message);
  });
});
