import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const OPAQUE = /^[\da-f]{6}-[\da-f]{6}-[\da-f]{6}@primary\.setd\.example$/;

const get = (path: string) => ask(stand.api, `/api/v1/accounts${path}`);
const create = (body: unknown) => ask(stand.api, '/api/v1/accounts', { method: 'POST', body });
const answer = (name: string, body: unknown) => ask(stand.api, `/api/v1/accounts/${name}/setup`, { method: 'POST', body });

describe('accounts', () => {
  test('that were given at start are set up', async () => {
    expect((await get('')).body).toMatchObject({
      accounts: [
        { name: 'primary', intakeAddress: 'a-b-c@primary.setd.example', setUp: true, nextStep: null },
        { name: 'secondary', setUp: true },
      ],
      domains: ['primary.setd.example', 'secondary.setd.example'],
    });
    expect((await get('/primary')).body).toMatchObject({ name: 'primary', setUp: true });
    expect((await get('/nobody')).status).toBe(404);
  });

  test('are made to be set up by the wizard', async () => {
    const made = await create({});
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      name: 'account-3',
      domain: 'primary.setd.example',
      setUp: false,
      nextStep: 'gateway-present',
      answers: [],
      intakeAddress: null,
    });
    expect(stand.accounts.all).toHaveLength(2);
  });

  test('are made ready at once where asked for, and mail to them is taken from now on', async () => {
    const { body } = await create({ setUp: true });
    const { intakeAddress } = z.object({ intakeAddress: z.string().regex(OPAQUE) }).parse(body);
    expect(body).toMatchObject({ name: 'account-3', nextStep: null });
    expect(stand.accounts.ownerOf(intakeAddress)?.name).toBe('account-3');
  });

  test('take name, domain and address as given', async () => {
    expect((await create({ name: 'third', domain: 'secondary.setd.example' })).body).toMatchObject({ domain: 'secondary.setd.example' });
    expect((await create({ setUp: true, intakeAddress: 'x-y-z@primary.setd.example' })).body).toMatchObject({
      intakeAddress: 'x-y-z@primary.setd.example',
    });
  });

  test('a name or address that is taken: 409', async () => {
    expect((await create({ name: 'primary' })).status).toBe(409);
    expect((await create({ setUp: true, intakeAddress: 'A-B-C@primary.setd.example' })).status).toBe(409);
    expect(stand.accounts.states).toHaveLength(2);
  });

  test.each([
    { name: 'two words' },
    { name: '../etc' },
    { domain: 'elsewhere.example' },
    { intakeAddress: 'x-y-z@primary.setd.example' },
    { setUp: true, intakeAddress: 'x@elsewhere.example' },
    { setUp: true, intakeAddress: 'no address' },
    { setUp: true, intakeAddress: 'a\r\nb@primary.setd.example' },
    { adress: 'x' },
    [],
  ])('%j: 422', async (body) => {
    expect((await create(body)).status).toBe(422);
    expect(stand.accounts.states).toHaveLength(2);
  });
});

const USUAL = [
  { step: 'gateway-present', present: true },
  { step: 'gateway', vendor: 'cisco' },
  { step: 'direction', direction: 'incoming' },
  { step: 'authentication', authentication: 'none' },
] as const;

describe('the set-up wizard', () => {
  test('gives the intake address with the last step and not before (SETUP-1, SETUP-2)', async () => {
    await create({ name: 'third' });
    const steps = ['gateway', 'direction', 'authentication', null];
    for (const [index, given] of USUAL.entries()) {
      const { status, body, text } = await answer('third', given);
      expect([status, body]).toMatchObject([200, { nextStep: steps[index] }]);
      const everything = `${text}${(await get('')).text}${(await get('/third')).text}${(await ask(stand.api, '/api/v1/evidence')).text}`;
      const known = everything.match(/[\da-f]{6}-[\da-f]{6}-[\da-f]{6}@/g) ?? [];
      expect(known.length > 0).toBe(index === USUAL.length - 1);
    }
    const issued = stand.accounts.find('third')?.intakeAddress ?? '';
    expect(issued).toMatch(OPAQUE);
    expect(stand.accounts.ownerOf(issued)?.name).toBe('third');
  });

  test('each account gets an address of its own (SETUP-5)', async () => {
    for (const name of ['third', 'fourth']) {
      await create({ name });
      for (const given of USUAL) await answer(name, given);
    }
    const addresses = stand.accounts.all.map(({ intakeAddress }) => intakeAddress);
    expect(new Set(addresses).size).toBe(4);
  });

  test('keeps its order: 409 with the question that is due', async () => {
    await create({ name: 'third' });
    for (const given of USUAL.slice(1)) {
      const refused = await answer('third', given);
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ detail: expect.stringContaining('answer "gateway-present" first') });
    }
    expect(stand.accounts.find('third')).toMatchObject({ answers: [], intakeAddress: null });
  });

  test('is over when it is over', async () => {
    expect((await answer('primary', USUAL[0])).status).toBe(409);
    expect((await answer('nobody', USUAL[0])).status).toBe(404);
    expect(stand.accounts.find('primary')?.intakeAddress).toBe('a-b-c@primary.setd.example');
  });

  test('an answer that the mock does not stand for: 422 that says why', async () => {
    await create({ name: 'third' });
    const refused = await answer('third', { step: 'gateway-present', present: false });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      errors: [{ path: 'present', message: expect.stringContaining('behind a Secure Email Gateway') }],
    });
  });
});

describe('the policy', () => {
  test('tells the address again, and what the account is set to (SETUP-3, SETUP-4)', async () => {
    await create({ name: 'third' });
    for (const given of USUAL) await answer('third', given.step === 'gateway' ? { ...given, header: 'X-Own-Client' } : given);
    expect((await get('/third/policy')).body).toEqual({
      account: 'third',
      intakeAddress: stand.accounts.find('third')?.intakeAddress,
      messageSource: 'gateway',
      gateway: 'cisco',
      gatewayHeader: 'X-Own-Client',
      direction: 'incoming',
      authentication: 'none',
      mode: 'visibility only',
    });
    expect((await get('/primary/policy')).body).toMatchObject({ gatewayHeader: 'X-IronPort-RemoteIP' });
  });

  test('is there for accounts that are set up only', async () => {
    await create({ name: 'third' });
    const refused = await get('/third/policy');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('not set up yet') });
    expect((await get('/nobody/policy')).status).toBe(404);
  });
});
