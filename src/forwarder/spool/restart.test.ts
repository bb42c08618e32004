import { describe, expect, it } from 'vitest';
import { copies, cutAll, MESSAGE, refusal, restartStand, texts } from './restart.testing.ts';

const MAY_HAVE_ARRIVED = 'may have arrived already';

/** An intake that says nothing to MAIL FROM as long as it is deaf. */
const deafStand = async () => {
  const state = { deaf: true };
  const stand = await restartStand({
    onMailFrom: (_address, _session, done) => {
      if (state.deaf) stand.clock.ledger.hold('no answer to MAIL FROM');
      else done();
    },
  });
  return { ...stand, state };
};

describe('copies and a restart on the spool', () => {
  it('delivers what was queued at the crash, byte for byte and once, and tells nothing more of the first run', async () => {
    const { clock, intake, run, state } = await deafStand();
    const first = await run();
    expect(await first.hand('s@example.com', ['r@example.net'], MESSAGE)).toBe('250 ok: Message 1 accepted');
    await clock.advance(10_000);
    await first.forwarder.crash();
    const told = first.log.length;
    state.deaf = false;
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(first.log).toHaveLength(told);
    expect(intake.taken).toHaveLength(1);
    expect(intake.taken[0]).toMatchObject({ mailFrom: '', rcptTo: ['copies@intake.test'] });
    expect(intake.taken[0]?.bytes.toString('latin1')).toContain(`${MESSAGE}\r\n--journal-`);
    expect(texts(second)).toContain('TDC: MID 1 found in the spool, 10 seconds after it was enqueued, attempts so far: 0');
    expect(texts(second).join('\n')).not.toContain(MAY_HAVE_ARRIVED);
    await second.forwarder.stop();
    const third = await run();
    await clock.advance(300_000);
    expect(texts(third).join('\n')).not.toContain('found in the spool');
    expect(intake.taken).toHaveLength(1);
  });

  it('leaves what is queued in the spool when it is stopped', async () => {
    const { clock, intake, run, state } = await deafStand();
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    await first.forwarder.stop();
    state.deaf = false;
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(intake.taken).toHaveLength(1);
  });

  it('removes a copy at 120 s after enqueueing, neither before nor after, the time without a gateway included', async () => {
    const { clock, intake, run } = await deafStand();
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    await first.forwarder.crash();
    await clock.advance(60_000);
    const second = await run();
    await clock.advance(59_999);
    expect(copies(second)).toMatchObject({ activeRecipients: 1, hardBounced: 0 });
    await clock.advance(1);
    expect(copies(second)).toMatchObject({ activeRecipients: 0, hardBounced: 1 });
    await second.forwarder.crash();
    const third = await run();
    expect(texts(third).join('\n')).not.toContain('found in the spool');
    expect(intake.taken).toHaveLength(0);
  });

  it('removes and tells a copy that grew too old while there was no gateway', async () => {
    const { clock, intake, run, state } = await deafStand();
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    await first.forwarder.crash();
    await clock.advance(120_000);
    state.deaf = false;
    const second = await run();
    await clock.advance(1000);
    expect(texts(second)).toContain('TDC: MID 1 delivery failed to Cisco Secure Email Threat Defense: Queue Timeout.');
    expect(copies(second)).toMatchObject({ activeRecipients: 0, hardBounced: 1, connectionsOut: 0 });
    expect(intake.taken).toHaveLength(0);
  });

  it('sends a copy again whose final dot was sent, and tells that it may be a duplicate', async () => {
    const state = { silent: true, came: 0 };
    const { clock, run } = await restartStand({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.once('end', () => {
          state.came += 1;
          if (!state.silent) done();
        });
      },
    });
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    expect(await clock.runUntil(() => state.came === 1, 1000)).toBe(true);
    await first.forwarder.crash();
    state.silent = false;
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(state.came).toBe(2);
    expect(texts(second)).toContain('TDC: MID 1 may have arrived already: its final dot was sent, but no reply to it was read');
  });

  it('tells the same without a crash, and after one in the wait for the retry, when the connection is cut after the final dot', async () => {
    const state = { cuts: 1, came: 0 };
    const stand = await restartStand({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.once('end', () => {
          state.came += 1;
          if (state.cuts-- > 0) cutAll(stand.intake);
          else done();
        });
      },
    });
    const { clock, run } = stand;
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    expect(await clock.runUntil(() => copies(first)?.softBounced === 1, 1000)).toBe(true);
    expect(texts(first)).toContain(
      'TDC: MID 1 delivery attempt failed, next attempt in 60 seconds: connection closed at end of data; it may have arrived already, the next attempt may make a duplicate',
    );
    await clock.advance(1000);
    await first.forwarder.crash();
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === 1, 60_000)).toBe(true);
    expect(texts(second).join('\n')).toContain(`MID 1 ${MAY_HAVE_ARRIVED}`);
    expect(state.came).toBe(2);
  });

  it('takes a refusal after the final dot for what it is', async () => {
    const { clock, run } = await restartStand({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.once('end', () => done(refusal(451)));
      },
    });
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    expect(await clock.runUntil(() => copies(first)?.softBounced === 1, 1000)).toBe(true);
    await clock.advance(1000);
    await first.forwarder.crash();
    const second = await run();
    await clock.advance(100_000);
    expect([...texts(first), ...texts(second)].join('\n')).not.toContain(MAY_HAVE_ARRIVED);
  });

  it('makes no more than two attempts in all, a crash between them included', async () => {
    let attempts = 0;
    const { clock, run } = await restartStand({
      onRcptTo: (_address, _session, done) => {
        attempts += 1;
        done(refusal(451));
      },
    });
    const first = await run();
    await first.hand('s@example.com', ['r@example.net'], MESSAGE);
    expect(await clock.runUntil(() => copies(first)?.softBounced === 1, 1000)).toBe(true);
    await clock.advance(1000);
    await first.forwarder.crash();
    const second = await run();
    expect(texts(second)).toContain('TDC: MID 1 found in the spool, 1 seconds after it was enqueued, attempts so far: 1');
    await clock.advance(200_000);
    expect(copies(second)).toMatchObject({ hardBounced: 1, softBounced: 0 });
    expect(attempts).toBe(2);
  });

  it('keeps the bytes of a message until the last of its copies has ended, also those of a large one', async () => {
    const policies: Parameters<typeof restartStand>[2] = {
      policies: [{ name: 'other', match: { recipients: ['other.test'] }, connector: { custom: 'other@intake.test' } }],
    };
    const state = { deaf: true };
    const onRcptTo: NonNullable<Parameters<typeof restartStand>[0]>['onRcptTo'] = ({ address }, _session, done) =>
      state.deaf && address === 'other@intake.test' ? undefined : done();
    const { clock, intake, run } = await restartStand({ onRcptTo }, undefined, policies);
    const line = `.${'x'.repeat(700)}\u00e9\r\n`;
    const large = Buffer.from(`Subject: large\r\n\r\n${line.repeat(2000)}`);
    const first = await run();
    await first.hand('s@example.com', ['r@example.net', 'r@other.test'], large);
    expect(await clock.runUntil(() => copies(first)?.deliveredRecipients === 1, 1000)).toBe(true);
    await clock.advance(1);
    await first.forwarder.crash();
    state.deaf = false;
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === 1, 1000)).toBe(true);
    expect(intake.taken.map(({ rcptTo }) => rcptTo[0])).toEqual(['copies@intake.test', 'other@intake.test']);
    for (const { bytes } of intake.taken) expect(bytes.includes(large)).toBe(true);
  });

  it('uses no number twice', async () => {
    const { clock, run } = await restartStand();
    const mids: number[] = [];
    const icids: number[] = [];
    const dcids: number[] = [];
    const runs = 4;
    for (let count = 0; count < runs; count += 1) {
      const gateway = await run();
      await gateway.hand('s@example.com', ['r@example.net'], MESSAGE);
      expect(await clock.runUntil(() => copies(gateway)?.deliveredRecipients === 1, 1000)).toBe(true);
      // A turn for the spool to note that the copy has ended, which the next run would find otherwise.
      await clock.advance(1);
      const log = texts(gateway).join('\n');
      for (const [, mid, icid] of log.matchAll(/^Start MID (\d+) ICID (\d+)/gm)) {
        mids.push(Number(mid));
        icids.push(Number(icid));
      }
      for (const [, dcid] of log.matchAll(/New SMTP DCID (\d+)/g)) dcids.push(Number(dcid));
      if (count % 2 === 0) await gateway.forwarder.crash();
      else await gateway.forwarder.stop();
    }
    expect(mids).toHaveLength(runs);
    for (const numbers of [mids, icids, dcids]) expect(numbers.toSorted((a, b) => a - b)).toEqual([...new Set(numbers)]);
  });
});

describe('a spool that is full', () => {
  it('is answered 451 and told in one line, and harms nothing that was accepted', async () => {
    const { clock, intake, run, state } = await deafStand();
    const gateway = await run({}, { mostBytes: 400_000 });
    const message = `Subject: large\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(60_000, 'y\r\n');
    let accepted = 0;
    const fill = async (): Promise<void> => {
      for (; ; accepted += 1) await gateway.hand('s@example.com', ['r@example.net'], message);
    };
    await expect(fill()).rejects.toMatchObject({ responseCode: 451, response: '451 message cannot be kept now, try again later' });
    expect(accepted).toBeGreaterThan(2);
    expect(texts(gateway).filter((line) => line.includes('spool'))).toEqual([
      `Message aborted MID ${accepted + 1} the spool cannot be written: database or disk is full`,
    ]);
    await gateway.forwarder.crash();
    state.deaf = false;
    const second = await run();
    expect(await clock.runUntil(() => copies(second)?.deliveredRecipients === accepted, 1000)).toBe(true);
    expect(intake.taken).toHaveLength(accepted);
  });
});
