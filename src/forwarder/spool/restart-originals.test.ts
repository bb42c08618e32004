import { describe, expect, it } from 'vitest';
import { copies, MESSAGE, originals, refusal, restartStand, texts } from './restart.testing.ts';

describe('originals and a restart on the spool', () => {
  it('delivers an original that was queued at the crash, to those who have not got it yet', async () => {
    const state = { refuses: true };
    const { clock, nextHop, run } = await restartStand(
      {},
      { onRcptTo: ({ address }, _session, done) => done(state.refuses && address.startsWith('later') ? refusal(451) : null) },
    );
    const first = await run();
    await first.hand('s@example.com', ['now@example.net', 'later@example.net'], MESSAGE);
    expect(await clock.runUntil(() => nextHop?.taken.length === 1, 1000)).toBe(true);
    await clock.advance(1000);
    await first.forwarder.crash();
    state.refuses = false;
    const second = await run();
    expect(texts(second)).toContain('MID 1 to RID [1] found in the spool');
    expect(originals(second)).toMatchObject({ activeRecipients: 1 });
    expect(await clock.runUntil(() => originals(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(nextHop?.taken.map(({ mailFrom, rcptTo }) => [mailFrom, ...rcptTo])).toEqual([
      ['s@example.com', 'now@example.net'],
      ['s@example.com', 'later@example.net'],
    ]);
    expect(nextHop?.taken[1]?.bytes.toString('latin1')).toMatch(/^X-IronPort-RemoteIP: 127\.0\.0\.1\r\n/);
    expect(nextHop?.taken[1]?.bytes.toString('latin1').endsWith(MESSAGE)).toBe(true);
  });

  it('sends an original again whose final dot was sent, and tells that it may be a duplicate', async () => {
    const state = { silent: true, came: 0 };
    const { clock, run } = await restartStand(
      {},
      {
        onData: (stream, _session, done) => {
          stream.resume();
          stream.once('end', () => {
            state.came += 1;
            if (!state.silent) done();
          });
        },
      },
    );
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    expect(await clock.runUntil(() => state.came === 1 && copies(first)?.deliveredRecipients === 1, 1000)).toBe(true);
    // A turn for the spool to note that the copy has ended.
    await clock.advance(1);
    await first.forwarder.crash();
    state.silent = false;
    const second = await run();
    expect(await clock.runUntil(() => originals(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(state.came).toBe(2);
    expect(texts(second).filter((line) => line.includes('may have arrived already'))).toEqual([
      'MID 1 to RID [0] may have arrived already: its final dot was sent, but no reply to it was read',
    ]);
    expect(copies(second)).toMatchObject({ deliveredRecipients: 0, activeRecipients: 0 });
  });

  it('keeps an original for which there is no next hop any more', async () => {
    const stand = await restartStand({}, { onMailFrom: () => {} });
    const first = await stand.run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    await stand.clock.advance(1);
    await first.forwarder.crash();
    const second = await stand.run({ nextHop: undefined });
    expect(texts(second)).toContain('MID 1 stays in the spool: no next hop is configured');
    await second.forwarder.stop();
    const third = await stand.run();
    expect(originals(third)).toMatchObject({ activeRecipients: 1 });
  });
});
