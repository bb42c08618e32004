import type { Clock } from '../src/clock.ts';
import type { EvidenceLog } from '../src/evidence/evidence-log.ts';
import type { StoredCopy } from './intake/copy-store.ts';

/** What of a mock SETD is looked at. */
export interface CopySource {
  readonly clock: Clock;
  readonly evidence: EvidenceLog;
  readonly store: { list(): readonly StoredCopy[] };
}

export interface WantedCopy {
  /** Name of the account that it is for. Default: any. */
  readonly account?: string;
  /** Only copies that came after the one of this number. Default 0: what is there already counts. */
  readonly after?: number;
  /** How long to wait, ms on the mock's clock. Default 10,000. */
  readonly timeoutMs?: number;
}

/** No copy came in time. The message says what came instead. */
export class NoCopyError extends Error {
  override readonly name = 'NoCopyError';
}

const described = (copies: readonly StoredCopy[]): string =>
  copies.length === 0
    ? 'nothing came at all'
    : `what came: ${copies.map(({ copy, account, fate }) => `copy ${copy} for ${account ?? 'nobody'} (${fate})`).join(', ')}`;

/**
 * The first copy of that kind, for tests: one that is there already, or the next one to come.
 * @throws NoCopyError when the time is over
 */
export const awaitCopy = (mock: CopySource, wanted: WantedCopy = {}): Promise<StoredCopy> => {
  const { account, after = 0, timeoutMs = 10_000 } = wanted;
  const find = (): StoredCopy | undefined =>
    mock.store.list().find((one) => one.copy > after && (account === undefined || one.account === account));
  const found = find();
  if (found !== undefined) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      timer.cancel();
      leave();
    };
    const timer = mock.clock.setTimer(timeoutMs, () => {
      finish();
      const whose = account === undefined ? '' : ` for ${account}`;
      reject(new NoCopyError(`no copy${whose} within ${timeoutMs} ms; ${described(mock.store.list())}`));
    });
    const leave = mock.evidence.subscribe(({ type }) => {
      if (type !== 'copyReceived') return;
      const came = find();
      if (came === undefined) return;
      finish();
      resolve(came);
    });
  });
};
