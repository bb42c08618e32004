import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from '../../../mocks/api/api-client.testing.ts';
import { LAB_STEPS, labView } from '../../../mocks/api/schema/lab.ts';
import { type RunningLab, startLab } from './lab.ts';

const FREE = { smtpPort: 0, consolePort: 0, dashboardPort: 0, token: 'a-token-for-tests', version: 'test' };
const READER = { rcptTo: ['reader@company.example'] };

let lab: RunningLab;
beforeAll(async () => {
  lab = await startLab({ ...FREE, ready: false });
});
afterAll(() => lab.stop());

const dashboard = () => ({ address: lab.mock.api?.address ?? '', port: lab.mock.api?.port ?? 0 });
const post = (path: string, body: unknown) => ask(dashboard(), `/api/v1${path}`, { method: 'POST', body });
const atConsole = (method: string, path: string, body: unknown) => ask(lab.console, `/api/v1${path}`, { method, body, token: null });

const done = async (): Promise<string[]> => {
  const { steps } = labView.parse((await ask(dashboard(), '/api/v1/lab')).body);
  expect(steps.map(({ id }) => id)).toEqual(LAB_STEPS);
  return steps.filter((step) => step.done).map(({ id }) => id);
};

/** Waits for an event of the lab itself, not for a time. */
const copyArrived = (): Promise<void> =>
  new Promise((resolve) => {
    const leave = lab.mock.evidence.subscribe(({ type }) => {
      if (type !== 'copyReceived') return;
      leave();
      resolve();
    });
  });

describe('the walkthrough', () => {
  test('goes from nothing to the message on the dashboard, and tells each step when it is done, not before', async () => {
    expect(await done()).toEqual([]);
    const answers = [
      { step: 'gateway-present', present: true },
      { step: 'gateway', vendor: 'cisco' },
      { step: 'direction', direction: 'incoming' },
    ];
    for (const answer of answers) await post('/accounts/primary/setup', answer);
    expect(await done()).toEqual([]);
    const last = await post('/accounts/primary/setup', { step: 'authentication', authentication: 'none' });
    const { intakeAddress } = z.object({ intakeAddress: z.string() }).parse(last.body);
    expect(await done()).toEqual(['account']);

    await atConsole('PUT', '/settings/connector', { enabled: true, defaultIntakeAddress: intakeAddress, revision: 1 });
    expect(await done()).toEqual(['account', 'connector']);
    const policy = { name: 'staff', senders: [], recipients: ['company.example'], connector: 'default' };
    await atConsole('PUT', '/policies/staff', { policy, revision: 2 });
    expect(await done()).toEqual(['account', 'connector', 'policy']);

    const early = await post('/lab/messages', READER);
    expect(early.body).toEqual({ accepted: 1, refused: [] });
    expect(await done()).toEqual(['account', 'connector', 'policy', 'message']);
    expect(lab.mock.store.list()).toEqual([]);

    await atConsole('POST', '/commit', { revision: 3 });
    const arrival = copyArrived();
    await post('/lab/messages', { ...READER, subject: 'Grüße', text: 'これは試験です' });
    await arrival;
    const [copy] = lab.mock.store.list();
    expect(copy?.account).toBe('primary');
    const counted = new Promise<void>((resolve) => {
      const settled = (): void => {
        if (lab.gateway.deliveryStatus().some(({ host, deliveredRecipients }) => host === 'the.tdc.queue' && deliveredRecipients > 0))
          resolve();
      };
      lab.gateway.onCountersChanged(settled);
      settled();
    });
    await counted;
    expect(await done()).toEqual([...LAB_STEPS]);
  });

  test('what the scanners convict is sent and not journaled', async () => {
    const before = lab.mock.store.list().length;
    expect((await post('/lab/messages', { ...READER, kind: 'spam' })).body).toEqual({ accepted: 1, refused: [] });
    expect((await post('/lab/messages', { ...READER, kind: 'virus' })).body).toEqual({ accepted: 1, refused: [] });
    const verdicts = lab.gateway.track({ limit: 2 }).messages.map(({ verdict }) => verdict);
    expect(verdicts.toSorted()).toEqual(['spam', 'virus']);
    expect(lab.mock.store.list()).toHaveLength(before);
  });

  test('files are handed in as they are, a burst one by one', async () => {
    const raw = 'Subject: from a file\nMessage-ID: <file@partner.example>\n\nbody\n';
    const content = Buffer.from(raw).toString('base64');
    expect((await post('/lab/files', { ...READER, files: [{ name: 'one.eml', content }] })).body).toEqual({ accepted: 1, refused: [] });
    expect(lab.gateway.track({ messageId: 'file@partner.example' }).messages).toHaveLength(1);
    expect((await post('/lab/messages', { ...READER, count: 25, subject: 'burst' })).body).toEqual({ accepted: 25, refused: [] });
    const ids = lab.gateway.track({ subject: 'burst', limit: 50 }).messages.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(25);
  });

  test.each([
    [{ rcptTo: [] }, 'rcptTo'],
    [{ rcptTo: ['nobody'] }, 'rcptTo.0'],
    [{ ...READER, count: 0 }, 'count'],
    [{ ...READER, subject: 'a\r\nBcc: x@y' }, 'subject'],
    [{ ...READER, colour: 'red' }, ''],
  ])('an order such as %j is refused at %s', async (order, path) => {
    const answer = await post('/lab/messages', order);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
  });
});

test('a lab that is ready needs nothing but a message', async () => {
  const ready = await startLab({ ...FREE, ready: true });
  try {
    const states = ready.mock.accounts.states.map(({ intakeAddress }) => intakeAddress !== null);
    expect(states).toEqual([true, true]);
    expect(ready.gateway.admin.rows().map(({ connectorState }) => connectorState)).toEqual(['Enabled', 'Enabled', 'Disabled']);
  } finally {
    await ready.stop();
  }
});

test('a port in use is told, and everything that was started before is stopped', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    await expect(startLab({ ...FREE, ready: false, consolePort: port })).rejects.toThrow(
      new RegExp(`console cannot listen on 127\\.0\\.0\\.1:${port}`),
    );
    await expect(startLab({ ...FREE, ready: false, dashboardPort: port })).rejects.toThrow(/in use/);
  } finally {
    holder.close();
  }
});
