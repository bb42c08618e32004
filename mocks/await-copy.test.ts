import { expect, test } from 'vitest';
import { VirtualClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { awaitCopy, NoCopyError } from './await-copy.ts';
import { MemoryCopyStore } from './intake/copy-store.ts';

const makeSource = () => {
  const clock = new VirtualClock(0);
  const evidence = new EvidenceLog(clock);
  const store = new MemoryCopyStore();
  let copies = 0;
  const arrive = (account: string): void => {
    copies += 1;
    const details = { copy: copies, account, mailFrom: '', rcptTo: [], connection: 1, sha256: 'aa', fate: 'stored' as const, size: 1 };
    const sink = store.open();
    sink.write(Buffer.from('x'));
    sink.keep({ ...details, receivedAtMs: clock.now() });
    evidence.record({ type: 'copyReceived', ...details });
  };
  return { clock, evidence, store, arrive };
};

test('a copy that is there counts, unless it is asked for a later one', async () => {
  const source = makeSource();
  source.arrive('primary');
  expect((await awaitCopy(source)).copy).toBe(1);
  const later = awaitCopy(source, { after: 1 });
  source.arrive('primary');
  expect((await later).copy).toBe(2);
});

test('copies of other accounts are passed over', async () => {
  const source = makeSource();
  const mine = awaitCopy(source, { account: 'secondary' });
  source.arrive('primary');
  source.arrive('secondary');
  expect((await mine).account).toBe('secondary');
});

test('when the time is over it tells what came instead', async () => {
  const source = makeSource();
  const waiting = awaitCopy(source, { account: 'secondary', timeoutMs: 500 });
  const refused = expect(waiting).rejects.toThrow(
    new NoCopyError('no copy for secondary within 500 ms; what came: copy 1 for primary (stored)'),
  );
  source.arrive('primary');
  await source.clock.advance(500);
  await refused;
});
