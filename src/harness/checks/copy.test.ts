import { describe, expect, it } from 'vitest';
import { ADDRESS, caseOf, copyOf, sent } from './case.testing.ts';
import { allSameBytes, everyCopyCame, goesToIntakeAlone, isJournalForm, namesClient, reportIsComplete, sameBytes } from './copy.ts';
import { departs, inconclusive } from './finding.ts';

const MESSAGE = sent();
const with1 = (parts: Parameters<typeof copyOf>[1], token: string | undefined = 'token-1') => caseOf({ copies: [copyOf(token, parts)] });

describe('every check of a copy', () => {
  it.each([sameBytes, isJournalForm, goesToIntakeAlone, reportIsComplete, namesClient])('is inconclusive without one: %o', (check) => {
    expect(check(caseOf({}), MESSAGE)).toEqual(inconclusive('the copy never came'));
  });

  it('looks at the first copy that came of the message', () => {
    const copies = [copyOf('token-0', { form: 'bare message' }), copyOf('token-1'), copyOf('token-1', { form: 'bare message' })];
    expect(isJournalForm(caseOf({ copies }), MESSAGE)).toBeUndefined();
    expect(isJournalForm(caseOf({ copies }), sent('token-2'))).toHaveProperty('departs');
  });

  it('takes a copy mangled past recognition for the copy of the only message', () => {
    expect(sameBytes(caseOf({ copies: [copyOf(undefined, { inner: 'garbage' })] }), MESSAGE)).toHaveProperty('departs');
  });
});

describe('sameBytes', () => {
  it.each(['Subject: s\r\n\r\nbody\r\n', 'Received: x\r\nSubject: s\r\n\r\nbody\r\n'])('passes %j', (inner) => {
    expect(sameBytes(with1({ inner }), MESSAGE)).toBeUndefined();
  });

  it('shows the first difference', () => {
    expect(sameBytes(with1({ inner: 'Subject: s\r\n\r\nbodY\r\n' }), MESSAGE)).toMatchObject({
      departs: { observed: expect.stringContaining('bodY'), evidence: [9] },
    });
  });

  it('knows that SMTP ends every message with a line end', () => {
    const message = sent('token-1', { raw: Buffer.from('Subject: s\r\n\r\nno end') });
    expect(sameBytes(with1({ inner: 'Subject: s\r\n\r\nno end\r\n' }), message)).toBeUndefined();
    expect(sameBytes(with1({ inner: 'Subject: s\r\n\r\nno end' }), message)).toHaveProperty('departs');
  });
});

describe('form and envelope', () => {
  it('tell a bare message apart', () => {
    expect(isJournalForm(with1({}), MESSAGE)).toBeUndefined();
    expect(isJournalForm(with1({ form: 'bare message' }), MESSAGE)).toMatchObject({ departs: { observed: 'the message itself' } });
  });

  it('want the intake address alone', () => {
    expect(goesToIntakeAlone(with1({}), MESSAGE)).toBeUndefined();
    expect(goesToIntakeAlone(with1({ fact: { rcptTo: [ADDRESS, 'b@intake.example'] } }), MESSAGE)).toEqual(
      departs('one recipient, the intake address', `${ADDRESS}, b@intake.example`, [9]),
    );
    expect(goesToIntakeAlone(with1({ fact: { account: null } }), MESSAGE)).toHaveProperty('departs');
    const copies = [copyOf('token-1'), copyOf('token-1', { fact: { rcptTo: [ADDRESS, ADDRESS] } })];
    expect(goesToIntakeAlone(caseOf({ copies }), MESSAGE)).toHaveProperty('departs');
  });
});

describe('reportIsComplete', () => {
  const message = sent('token-1', { rcptTo: ['a@x.example', 'blind@x.example'], subject: 'Hello' });
  const report = 'sender@sender.example a@x.example blind@x.example <token-1@sender.example> Hello';

  it('names what is absent, blind recipients too', () => {
    expect(reportIsComplete(with1({ report }), message)).toBeUndefined();
    const cut = report.replace('blind@x.example ', '').replace('Hello', '');
    expect(reportIsComplete(with1({ report: cut }), message)).toEqual(
      departs('blind@x.example, Hello in the first part', JSON.stringify(cut), [9]),
    );
  });

  it.each([
    [
      'encoded words, read or as they are',
      '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?B?IQ==?=',
      ['Grüße!', '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?IQ==?='],
    ],
    ['a folded field, unfolded or folded otherwise', 'one\r\n two', ['one two', 'one\r\n\ttwo']],
  ])('takes a subject in %s', (_what, subject, forms) => {
    for (const form of forms)
      expect(reportIsComplete(with1({ report: report.replace('Hello', form) }), { ...message, subject })).toBeUndefined();
  });

  it('asks for no sender where there was none', () => {
    expect(reportIsComplete(with1({ report: report.replace('sender@sender.example ', '') }), { ...message, mailFrom: '' })).toBeUndefined();
  });
});

describe('namesClient', () => {
  const field = 'X-IronPort-RemoteIP: 127.0.0.1\r\n';

  it('looks in the header alone', () => {
    expect(namesClient(with1({ inner: `${field}Subject: s\r\n\r\nbody` }), MESSAGE)).toBeUndefined();
    expect(namesClient(with1({ inner: `Subject: s\r\n\r\n${field}` }), MESSAGE)).toEqual(
      departs('X-IronPort-RemoteIP: 127.0.0.1', 'no such header field', [9]),
    );
  });

  it('believes the uppermost field, and wants the client that it was', () => {
    const forged = 'x-ironport-remoteip: 203.0.113.1\r\n';
    expect(namesClient(with1({ inner: `Received: x\r\n${field}${forged}\r\n` }), MESSAGE)).toBeUndefined();
    expect(namesClient(with1({ inner: `${forged}${field}\r\n` }), MESSAGE)).toEqual(
      departs('X-IronPort-RemoteIP: 127.0.0.1', 'X-IronPort-RemoteIP: 203.0.113.1', [9]),
    );
    expect(namesClient(with1({ inner: `${field}\r\n` }), { ...MESSAGE, clientAddress: '127.0.0.10' })).toHaveProperty('departs');
  });
});

describe('allSameBytes', () => {
  const RAW = 'Subject: s\r\n\r\nbody\r\n';
  const messages = [sent('token-1'), sent('token-2')];

  it('wants a copy of each', () => {
    const both = caseOf({ sent: messages, copies: [copyOf('token-2'), copyOf('token-1')] });
    expect(allSameBytes(both)).toBeUndefined();
    expect(everyCopyCame(both)).toBe(true);
    expect(allSameBytes(caseOf({ sent: messages, copies: [copyOf('token-2')] }))).toEqual(inconclusive('the copy of token-1 never came'));
    expect(allSameBytes(caseOf({ sent: [] }))).toHaveProperty('inconclusive');
  });

  it('holds a copy that nobody knows against the message whose copy is missing', () => {
    const file = caseOf({ sent: messages, copies: [copyOf('token-2'), copyOf(undefined, { inner: 'Subject: s\r\n\r\nbodY\r\n' })] });
    expect(everyCopyCame(file)).toBe(true);
    expect(allSameBytes(file)).toMatchObject({
      departs: { expected: 'the copy of token-1 to hold the accepted message', observed: expect.stringContaining('bodY') },
    });
  });

  it('shows a known one that is not the same', () => {
    const copies = [copyOf('token-1', { inner: RAW.toUpperCase() }), copyOf('token-2')];
    expect(allSameBytes(caseOf({ sent: messages, copies }))).toHaveProperty('departs');
  });
});
