import { describe, expect, it } from 'vitest';
import { ADDRESS, caseOf, copyOf, sent } from './case.testing.ts';
import { goesToIntakeAlone, isJournalForm, namesClient, reportIsComplete, sameBytes } from './copy.ts';
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
});

describe('namesClient', () => {
  it('looks in the header alone', () => {
    expect(namesClient(with1({ inner: 'X-IronPort-RemoteIP: 127.0.0.1\r\nSubject: s\r\n\r\nbody' }), MESSAGE)).toBeUndefined();
    expect(namesClient(with1({ inner: 'Subject: s\r\n\r\nX-IronPort-RemoteIP: 127.0.0.1\r\n' }), MESSAGE)).toEqual(
      departs('X-IronPort-RemoteIP: 127.0.0.1', 'no such header field', [9]),
    );
  });
});
