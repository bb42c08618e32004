// A mock SETD in a test of your own; here with node:test, the same goes for vitest. Run it with `node --test <file>`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { awaitCopy, startMockSetd } from 'setd-conformance/mocks';

/** Stands for the program that you test: it sends a copy to the intake address. */
const forward = async (mock, intakeAddress, subject) => {
  const [host] = mock.intake.hosts;
  const transport = nodemailer.createTransport({
    host: host.address,
    port: mock.intake.port,
    requireTLS: true,
    tls: { ca: mock.authority.caCertificate, servername: host.name },
  });
  try {
    return await transport.sendMail({ from: 'gateway@site.example', to: intakeAddress, subject, text: 'a copy' });
  } finally {
    transport.close();
  }
};

test('the copy arrives under the account that it is for', async () => {
  await using mock = await startMockSetd();
  const [primary] = mock.accounts.all;
  await forward(mock, primary.intakeAddress, 'Hello');
  const copy = await awaitCopy(mock, { account: 'primary' });
  assert.match(copy.raw.toString(), /^Subject: Hello\r$/m);
});

test('a temporary refusal reaches the program', async () => {
  await using mock = await startMockSetd();
  const [primary] = mock.accounts.all;
  mock.faults.replaceAll([{ id: 'busy', layer: 'smtp', match: { stage: 'RCPT TO' }, do: { reply: '451 4.3.0 try later' }, times: 1 }]);
  await assert.rejects(forward(mock, primary.intakeAddress, 'First'), { responseCode: 451 });
  await forward(mock, primary.intakeAddress, 'Second');
  assert.equal(mock.faults.status()[0].hits, 1);
});
