import { expect, it } from 'vitest';
import type { LookUp, NameServer } from '../../forwarder/mx.ts';
import { standardParts } from '../../forwarder/parts.ts';
import { Recorder } from './recorder.ts';

const nameServer: NameServer = {
  resolveMx: async () => [{ exchange: 'mx.example', priority: 10 }],
  resolve4: async () => [{ address: '192.0.2.1', ttl: 60 }],
  resolve6: async () => [],
};

/** Looks up as documented, and answers that no host was found from the so-many-th time on. */
const failingFrom =
  (first: number) =>
  ({ lookUp }: { readonly lookUp: LookUp }): { readonly lookUp: LookUp } => {
    let count = 0;
    return {
      lookUp: async (server, domain) => {
        const found = await lookUp(server, domain);
        count += 1;
        return count < first || found.kind === 'failed' ? found : { ...found, targets: [] };
      },
    };
  };

it('one that remembers is run wherever it was asked, and told apart from one whose calls show what it does', async () => {
  const recorder = new Recorder([
    { id: 'never', parts: failingFrom(3) },
    { id: 'second call', parts: failingFrom(2) },
    { id: 'remembers', remembers: true, parts: failingFrom(3) },
    { id: 'remembers in vain', remembers: true, parts: failingFrom(1) },
    { id: 'remembers, and is not asked', remembers: true, parts: () => ({ routeKeptMs: () => 1 }) },
  ]);
  const { lookUp = standardParts.lookUp } = recorder.parts(standardParts);
  for (const domain of ['one.example', 'two.example']) await lookUp(nameServer, domain);
  recorder.ended('a.feature:1');
  expect(await recorder.watched()).toEqual(
    new Map([['a.feature:1', { infected: ['remembers in vain', 'second call'], reached: ['remembers'] }]]),
  );
});
