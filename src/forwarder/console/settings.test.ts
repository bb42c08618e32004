import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Asking, ask, type ConsoleStand, startConsoleStand } from './console.testing.ts';

let stand: ConsoleStand;
beforeEach(async () => {
  stand = await startConsoleStand();
});
afterEach(() => stand.stop());

const send = (path: string, asking: Asking) => ask(stand.console, `/api/v1${path}`, asking);
const get = (path: string) => send(path, {});
const put = (path: string, body: unknown) => send(path, { method: 'PUT', body });
const post = (path: string, body: unknown) => send(path, { method: 'POST', body });

const STAFF = { name: 'staff', senders: [], recipients: ['company.test'], connector: 'default' };
const SALES = { name: 'sales', senders: ['partner.test'], recipients: ['.shop.test', 'boss@company.test'], connector: 'no-scan' };

const rowsBody = z.object({
  rows: z.array(z.object({ name: z.string(), position: z.int(), connectorState: z.string(), connectorText: z.string() })),
});
const rows = async () => rowsBody.parse((await get('/policies')).body).rows;
const names = async (): Promise<string[]> => (await rows()).map(({ name }) => name);
const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await rows()).map(({ name, connectorState }) => [name, connectorState]));

describe('settings', () => {
  it('are told as in force and as pending', async () => {
    const settings = {
      connector: { enabled: true, defaultIntakeAddress: 'copies@intake.test' },
      policies: [STAFF],
      defaultPolicy: { connector: 'no-scan' },
    };
    expect((await get('/settings')).body).toEqual({ committed: settings, pending: settings, changes: [], revision: 1 });
  });

  it('change only when they are committed (POLICY-9)', async () => {
    const pending = await put('/settings/connector', { enabled: true, defaultIntakeAddress: 'new@intake.test', revision: 1 });
    expect(pending.status).toBe(200);
    expect(pending.body).toMatchObject({
      committed: { connector: { defaultIntakeAddress: 'copies@intake.test' } },
      pending: { connector: { defaultIntakeAddress: 'new@intake.test' } },
      changes: ['Default message intake address changed from copies@intake.test to new@intake.test.'],
      revision: 2,
    });
    await stand.hand('a@b.test', ['c@company.test'], 'Subject: x\r\n\r\nx\r\n');
    const committed = await post('/commit', { revision: 2, comment: 'new\r\naddress' });
    expect(committed.body).toMatchObject({
      committed: { connector: { defaultIntakeAddress: 'new@intake.test' } },
      changes: [],
      revision: 3,
    });
    await stand.hand('a@b.test', ['c@company.test'], 'Subject: x\r\n\r\nx\r\n');
    expect([1, 2].map((mid) => stand.forwarder.tracked(mid)?.copy?.intakeAddress)).toEqual(['copies@intake.test', 'new@intake.test']);
    expect(stand.forwarder.recentLog.latest(1000, 'committed')[0]?.line).toMatch(
      / Info: Configuration committed \(new\\x0d\\x0aaddress\): Default message intake address changed from/,
    );
  });

  it('are abandoned as a whole', async () => {
    await put('/policies/DEFAULT', { policy: { connector: 'default' }, revision: 1 });
    await send('/policies/staff?revision=2', { method: 'DELETE' });
    expect((await get('/settings')).body).toMatchObject({ pending: { policies: [] }, revision: 3 });
    expect((await post('/abandon', { revision: 3 })).body).toMatchObject({ pending: { policies: [STAFF] }, changes: [], revision: 4 });
  });

  it.each([
    ['PUT', '/settings/connector', { enabled: true, defaultIntakeAddress: 'x@y.test', revision: 7 }],
    ['POST', '/policies', { policy: SALES, revision: 7 }],
    ['PUT', '/policies/staff', { policy: STAFF, revision: 7 }],
    ['PUT', '/policies/DEFAULT', { policy: { connector: 'no-scan' }, revision: 7 }],
    ['POST', '/policies/staff/move', { to: 1, revision: 7 }],
    ['DELETE', '/policies/staff?revision=7', undefined],
    ['POST', '/commit', { revision: 7 }],
    ['POST', '/abandon', { revision: 7 }],
  ])('%s %s against another revision: 409, and nothing changes', async (method, path, body) => {
    const answer = await send(path, { method, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('this is revision 1, not 7') });
    expect(stand.forwarder.admin.view()).toMatchObject({ changes: [], revision: 1 });
  });

  it.each([
    ['/settings/connector', { enabled: 'yes', defaultIntakeAddress: null, revision: 1 }, 'enabled'],
    ['/settings/connector', { enabled: true, defaultIntakeAddress: 'no address', revision: 1 }, 'defaultIntakeAddress'],
    ['/settings/connector', { enabled: true, defaultIntakeAddress: 'a@b.test\r\nX: y', revision: 1 }, 'defaultIntakeAddress'],
    ['/settings/connector', { enabled: true, defaultIntakeAddress: null, revision: 1, extra: 1 }, ''],
    ['/settings/connector', { enabled: true, defaultIntakeAddress: null }, 'revision'],
    // POLICY-11: a policy says Default.
    ['/settings/connector', { enabled: true, defaultIntakeAddress: null, revision: 1 }, 'defaultIntakeAddress'],
    ['/policies/staff', { policy: { ...STAFF, recipients: ['a b'] }, revision: 1 }, 'policy.recipients.0'],
    ['/policies/staff', { policy: { ...STAFF, recipients: [] }, revision: 1 }, 'policy'],
    ['/policies/staff', { policy: { ...STAFF, name: 'a/b' }, revision: 1 }, 'policy.name'],
    ['/policies/staff', { policy: { ...STAFF, name: 'DEFAULT' }, revision: 1 }, 'policy.name'],
    ['/policies/staff', { policy: { ...STAFF, connector: { custom: 'nowhere' } }, revision: 1 }, 'policy.connector.custom'],
    ['/policies/staff', { policy: { ...STAFF, connector: 'sometimes' }, revision: 1 }, 'policy.connector'],
    ['/policies/DEFAULT', { policy: { connector: 'no-scan', recipients: ['a.test'] }, revision: 1 }, 'policy.recipients'],
  ])('%s %j: 422 at %s', async (path, body, field) => {
    const answer = await put(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ path: field })]) });
    expect(stand.forwarder.admin.view()).toMatchObject({ changes: [], revision: 1 });
  });
});

describe('policies', () => {
  it('are a table with the connector as its last service and the Default Policy as its last row (POLICY-8)', async () => {
    expect((await get('/policies')).body).toEqual({
      revision: 1,
      rows: [
        expect.objectContaining({ ...STAFF, position: 1, connectorState: 'Enabled', connectorText: 'Default: copies@intake.test' }),
        expect.objectContaining({ name: 'DEFAULT', position: 2, isDefault: true, connectorState: 'Disabled', connectorText: 'No Scan' }),
      ],
    });
  });

  it('read Disabled until the connector is configured for them, Enabled after (POLICY-8)', async () => {
    await put('/settings/connector', { enabled: false, defaultIntakeAddress: 'copies@intake.test', revision: 1 });
    expect(await states()).toEqual({ staff: 'Disabled', DEFAULT: 'Disabled' });
    await put('/settings/connector', { enabled: true, defaultIntakeAddress: 'copies@intake.test', revision: 2 });
    await put('/policies/DEFAULT', { policy: { connector: { custom: 'second@intake.test' } }, revision: 3 });
    expect(await states()).toEqual({ staff: 'Enabled', DEFAULT: 'Enabled' });
  });

  it('refuse Default while no default address is set, and name the field (POLICY-11)', async () => {
    await put('/policies/staff', { policy: { ...STAFF, connector: 'no-scan' }, revision: 1 });
    await put('/settings/connector', { enabled: true, defaultIntakeAddress: null, revision: 2 });
    for (const [path, policy] of [
      ['/policies/staff', STAFF],
      ['/policies/DEFAULT', { connector: 'default' }],
    ] as const) {
      const answer = await put(path, { policy, revision: 3 });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        detail: expect.stringContaining('defaultIntakeAddress is not set; set it or choose another connector'),
        errors: [{ path: 'policy.connector' }],
      });
    }
  });

  it('are added, moved, renamed and deleted, and mail follows once that is committed (POLICY-5)', async () => {
    expect((await post('/policies', { policy: SALES, position: 1, revision: 1 })).status).toBe(201);
    await post('/policies', { policy: { ...SALES, name: 'last' }, revision: 2 });
    expect(await names()).toEqual(['sales', 'staff', 'last', 'DEFAULT']);
    await post('/policies/last/move', { to: 1, revision: 3 });
    expect(await names()).toEqual(['last', 'sales', 'staff', 'DEFAULT']);
    await put('/policies/staff', { policy: { ...STAFF, name: 'people' }, revision: 4 });
    const deleted = await send('/policies/last?revision=5', { method: 'DELETE' });
    expect(await names()).toEqual(['sales', 'people', 'DEFAULT']);
    expect(deleted.body).toMatchObject({
      changes: ['Policy "sales" added at position 1: No Scan.', 'Policy "staff" renamed to "people".'],
    });
    await post('/commit', { revision: 6 });
    await stand.hand('a@partner.test', ['boss@company.test', 'c@company.test'], 'Subject: x\r\n\r\nx\r\n');
    expect(stand.forwarder.track({}).messages.map(({ policy }) => policy)).toEqual(['people', 'sales']);
  });

  it.each([
    ['PUT', '/policies/none', { policy: { ...STAFF, name: 'none' }, revision: 1 }, 404],
    ['DELETE', '/policies/none?revision=1', undefined, 404],
    ['DELETE', '/policies/DEFAULT?revision=1', undefined, 422],
    ['POST', '/policies/DEFAULT/move', { to: 1, revision: 1 }, 422],
    ['POST', '/policies/staff/move', { to: 2, revision: 1 }, 422],
    ['POST', '/policies/staff/move', { to: 0, revision: 1 }, 422],
    ['POST', '/policies', { policy: STAFF, revision: 1 }, 422],
    ['DELETE', '/policies/staff', undefined, 400],
    ['DELETE', '/policies/staff?revision=one', undefined, 400],
    ['PUT', '/policies/__proto__', { policy: STAFF, revision: 1 }, 404],
  ])('%s %s: %j is refused with %i', async (method, path, body, status) => {
    const answer = await send(path, { method, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect(await names()).toEqual(['staff', 'DEFAULT']);
  });
});
