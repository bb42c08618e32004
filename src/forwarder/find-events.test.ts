import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { startFakeIntake, startTestGateway, type TestGateway } from './stand.testing.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const stand = async (overrides: Parameters<typeof startTestGateway>[2] = {}): Promise<{ gateway: TestGateway; clock: VirtualClock }> => {
  const clock = new VirtualClock();
  const intake = await startFakeIntake();
  stops.push(() => intake.stop());
  const gateway = await startTestGateway(clock, intake, {
    policies: [{ name: 'staff', match: { recipients: ['company.test'] }, connector: 'default' }],
    ...overrides,
  });
  stops.push(() => gateway.forwarder.stop());
  return { gateway, clock };
};

const message = (id: string, subject = 'x'): string => `Message-ID: <${id}>\r\nSubject: ${subject}\r\n\r\nx\r\n`;

describe('findevent', () => {
  it('prints the lines about a message and its connections, splits included, and no other message’s', async () => {
    // One connection for all copies.
    const { gateway, clock } = await stand({ connections: { minimum: 1, limit: 1 } });
    await gateway.hand('a@b.test', ['x@company.test', 'y@other.test'], message('one'));
    await gateway.hand('a@b.test', ['x@company.test'], message('other'));
    await clock.advance(10_000);
    const text = gateway.forwarder.findEvents({ messageId: 'one' });
    for (const words of [
      'New SMTP ICID 1 ',
      'ICID 1 close',
      'Start MID 1 ',
      'MID 1 was split creating MID ',
      'New SMTP DCID ',
      ' TLS success ',
    ]) {
      expect(text).toContain(words);
    }
    const split = /was split creating MID (\d+)/.exec(text)?.[1];
    const other = gateway.forwarder.track({ messageId: 'other' }).messages[0]?.mid;
    expect(text).toContain(`Message finished MID ${split} done`);
    expect(gateway.forwarder.findEvents({ mid: Number(split) })).toBe(text);
    expect(text).not.toMatch(new RegExp(`MID ${other}\\b|ICID 2\\b`));
    expect(text.split('\n').filter((line) => line !== '')).toEqual(gateway.log.filter((line) => text.includes(`${line}\n`)));
  });

  it('is not led astray by what a message says', async () => {
    const { gateway } = await stand();
    await gateway.hand('a@b.test', ['x@other.test'], message('one', 'about MID 2 and ICID 9'));
    await gateway.hand('a@b.test', ['x@other.test'], message('two'));
    expect(gateway.forwarder.findEvents({ mid: 2 })).not.toContain('about MID 2');
  });

  it('says so when nothing is found, when there is more, and when the lines are gone', async () => {
    const { gateway } = await stand({ mailLog: { recentLines: 5 } });
    expect(gateway.forwarder.findEvents({ mid: 1 })).toBe('No matching message was found.\n');
    await gateway.hand('a@b.test', ['x@other.test'], message('one'));
    await gateway.hand('a@b.test', ['x@other.test'], message('two'));
    await gateway.hand('a@b.test', ['x@other.test'], message('three'));
    expect(gateway.forwarder.findEvents({ mid: 1 })).toBe('MID 1: its lines are no longer in memory; look in the log file.\n');
    expect(gateway.forwarder.findEvents({ limit: 1 })).toMatch(/\n\nThere are more; narrow the search or raise the limit\.\n$/);
  });
});
