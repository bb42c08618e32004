import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock.ts';
import { stubAuthority } from './test-stand.ts';
import { TlsContexts } from './tls-contexts.ts';

it('shares the contexts of one certificate source, by host and offer, and keeps those of two sources apart', async () => {
  const [source, other] = [await stubAuthority(), await stubAuthority()];
  const made = await new TlsContexts(new VirtualClock(), source).context('mx1.test', {});
  const next = new TlsContexts(new VirtualClock(), source);
  expect(next.context('mx1.test', {})).toBe(made);
  const others = [
    next.context('mx2.test', {}),
    next.context('mx1.test', { certificate: 'expired' }),
    next.context('mx1.test', { maxVersion: 'TLSv1.2' }),
    new TlsContexts(new VirtualClock(), other).context('mx1.test', {}),
  ];
  for (const one of others) expect(one).toBeInstanceOf(Promise);
  expect(new Set([made, ...(await Promise.all(others))]).size).toBe(5);
});

it('makes a context that failed anew', async () => {
  const { caCertificate, leaf } = await stubAuthority();
  let failures = 1;
  const contexts = new TlsContexts(new VirtualClock(), {
    caCertificate,
    leaf: async (host) => {
      failures -= 1;
      if (failures >= 0) throw new Error('no certificate today');
      return leaf(host);
    },
  });
  await expect(contexts.context('mx1.test', {})).rejects.toThrow('no certificate today');
  await expect(contexts.context('mx1.test', {})).resolves.toBeDefined();
});
