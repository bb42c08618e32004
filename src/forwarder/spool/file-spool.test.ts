import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { randomFrom } from './crash-load.testing.ts';
import { FileSpool, type FileSpoolOptions, openFileSpool } from './file-spool.ts';
import { openDatabase } from './open-database.ts';
import { FORMAT_VERSION, PIECE_BYTES } from './schema.ts';
import { endAll, freshFolder, midsOf, newMessage, textOf } from './spool.testing.ts';
import { SpoolError, type Spooled } from './spool.ts';

const folder = freshFolder();
const opened: FileSpool[] = [];
afterEach(() => {
  for (const spool of opened.splice(0)) spool.abandon();
});

const open = async (name = 'spool', options: FileSpoolOptions = {}): Promise<FileSpool> => {
  const spool = await openFileSpool(folder.file(name), new VirtualClock(), options);
  opened.push(spool);
  return spool;
};
/** A turn of the event loop and more: what was noted is committed after it. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
/** Does something to a file as another program would. */
const change = (name: string, sql: string): void => {
  const database = new DatabaseSync(folder.file(name));
  database.exec(sql);
  database.close();
};
const rows = (table: string): number => {
  const database = new DatabaseSync(folder.file('spool'));
  const [row] = database.prepare(`SELECT count(*) AS rows FROM ${table}`).all();
  database.close();
  return Number(row?.rows);
};

describe('file spool', () => {
  it('gives back what was accepted and has not ended, from memory and from the file alike', async () => {
    const spool = await open();
    const bodies = ['one\r\n', '', `three ${'\xe9'.repeat(PIECE_BYTES)}\r\n`];
    const accepted: Spooled[] = [];
    for (const [index, body] of bodies.entries()) accepted.push(await spool.accept(newMessage(index + 1, body)));
    await spool.close();
    const left = (await open()).leftovers();
    for (const spooled of [
      { copies: accepted.flatMap(({ copies }) => copies), originals: accepted.flatMap(({ originals }) => originals) },
      left,
    ]) {
      expect(midsOf(spooled)).toEqual({ copies: [1, 2, 3], originals: [1, 2, 3] });
    }
    left.copies.forEach(({ copy, ...rest }, index) => {
      const body = Buffer.from(bodies[index] ?? '').toString('latin1');
      // Each attempt reads anew.
      for (let attempt = 0; attempt < 2; attempt += 1) expect(textOf(copy.parts)).toBe(`head ${body} tail`);
      expect(copy).toMatchObject({ sender: '', recipient: 'copies@intake.test', size: body.length + 10, eightBit: index === 2 });
      expect(rest).toMatchObject({ policy: 'p', enqueuedMs: 1001 + index, attempts: 0, inDoubt: false });
    });
    left.originals.forEach(({ original }, index) => {
      expect(textOf(original.parts)).toBe(`trace ${Buffer.from(bodies[index] ?? '').toString('latin1')}`);
      const recipients = [0, 1].map((rid) => ({ rid, address: `${'ab'[rid]}@example.net` }));
      expect(original).toMatchObject({ sender: 's@example.com', recipients, tellsFinished: false, acceptedMs: 1001 + index });
    });
  });

  it('keeps the bytes of a message once and until the last of its jobs has ended', async () => {
    const spool = await open();
    const body = 'y'.repeat(3 * PIECE_BYTES + 1);
    const { copies, originals } = await spool.accept(newMessage(1, body));
    for (const { job } of copies) job.end();
    await spool.close();
    expect(statSync(folder.file('spool')).size).toBeLessThan(body.length * 1.2);
    expect([rows('message'), rows('piece'), rows('copy'), rows('original')]).toEqual([1, 4, 0, 1]);
    const again = await open();
    const left = again.leftovers();
    expect(midsOf(left)).toEqual({ copies: [], originals: [1] });
    expect(textOf(left.originals[0]?.original.parts ?? [])).toBe(`trace ${body}`);
    endAll(left);
    await again.close();
    expect([rows('message'), rows('piece'), rows('copy'), rows('original')]).toEqual([0, 0, 0, 0]);
    expect(originals).toHaveLength(1);
  });

  it('keeps a copy that holds the message in a form of its own', async () => {
    const spool = await open();
    const message = newMessage(1, 'body');
    const [copy] = message.copies;
    if (copy === undefined) throw new Error('there is a copy');
    const parts = [Buffer.from('something else')];
    await spool.accept({ ...message, copies: [{ ...copy, copy: { ...copy.copy, parts } }] });
    await spool.close();
    const [left] = (await open()).leftovers().copies;
    expect(textOf(left?.copy.parts ?? [])).toBe('something else');
  });

  it('remembers attempts, doubt and the recipients that are left', async () => {
    const spool = await open();
    const { copies, originals } = await spool.accept(newMessage(1, 'x'));
    await copies[0]?.job.noteArriving();
    await originals[0]?.job.noteArriving();
    await spool.close();
    const second = await open();
    const left = second.leftovers();
    expect([left.copies[0]?.inDoubt, left.originals[0]?.inDoubt]).toEqual([true, true]);
    left.copies[0]?.job.noteRetry({ attempts: 1, inDoubt: true });
    left.originals[0]?.job.noteRetry({ attempts: 2, inDoubt: false, rids: [1] });
    await second.close();
    const third = (await open()).leftovers();
    expect(third.copies[0]).toMatchObject({ attempts: 1, inDoubt: true });
    expect(third.originals[0]).toMatchObject({
      attempts: 2,
      inDoubt: false,
      original: { recipients: [{ rid: 1, address: 'b@example.net' }] },
    });
  });

  it('is small again once it was closed with nothing in it', async () => {
    const spool = await open();
    endAll(await spool.accept(newMessage(1, 'y'.repeat(2_000_000))));
    await spool.close();
    expect(statSync(folder.file('spool')).size).toBeLessThan(100_000);
    expect((await open()).leftovers()).toEqual({ copies: [], originals: [] });
  });

  it('is readable by its owner alone', async () => {
    await open();
    expect(statSync(folder.file('spool')).mode & 0o777).toBe(0o600);
    expect(statSync(folder.file('spool-wal')).mode & 0o777).toBe(0o600);
  });
});

describe('acceptance', () => {
  it('comes after the commit, and after the sync to the disk', async () => {
    const path = folder.file('spool');
    const database = openDatabase(path, undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    let copiesAtSync = -1;
    const datasync = (): Promise<void> => {
      copiesAtSync = Number(database.prepare('SELECT count(*) AS rows FROM copy').get()?.rows);
      return promise;
    };
    const spool = new FileSpool(path, database, { fd: 0, datasync, close: async () => {} }, new VirtualClock());
    opened.push(spool);
    let accepted = false;
    const accepting = spool.accept(newMessage(1, 'x')).then(() => {
      accepted = true;
    });
    while (copiesAtSync === -1) await turn();
    expect(copiesAtSync).toBe(1);
    await turn();
    expect(accepted).toBe(false);
    resolve();
    await accepting;
  });

  it('is refused for good once a sync has failed, and nothing of what was refused is left', async () => {
    const path = folder.file('spool');
    const database = openDatabase(path, undefined);
    let failing = false;
    const datasync = async (): Promise<void> => {
      if (failing) throw new Error('EIO: i/o error, fdatasync');
    };
    const spool = new FileSpool(path, database, { fd: 0, datasync, close: async () => {} }, new VirtualClock());
    opened.push(spool);
    await spool.accept(newMessage(1, 'kept'));
    failing = true;
    await expect(spool.accept(newMessage(2, 'x'))).rejects.toThrow(
      new SpoolError('the spool cannot be written: EIO: i/o error, fdatasync'),
    );
    failing = false;
    await expect(spool.accept(newMessage(3, 'x'))).rejects.toThrow(SpoolError);
    await spool.close();
    expect(midsOf((await open()).leftovers())).toEqual({ copies: [1], originals: [1] });
  });

  it('is refused when the disk is full, harms nothing that was accepted, and goes on when there is room again', async () => {
    const spool = await open('spool', { mostBytes: 600_000 });
    const accepted: Spooled[] = [];
    const body = 'z'.repeat(50_000);
    const fill = async (): Promise<void> => {
      for (let mid = 1; ; mid += 1) accepted.push(await spool.accept(newMessage(mid, body)));
    };
    await expect(fill()).rejects.toThrow(new SpoolError('the spool cannot be written: database or disk is full'));
    // Also one that fails in the middle of its pieces, beside one that fits.
    const large = spool.accept(newMessage(998, 'z'.repeat(4 * PIECE_BYTES)));
    const small = spool.accept(newMessage(999, 'z'));
    await expect(large).rejects.toThrow(SpoolError);
    accepted.push(await small);
    expect(accepted.length).toBeGreaterThan(5);
    const [first, ...others] = accepted;
    if (first !== undefined) endAll(first);
    await turn();
    others.push(await spool.accept(newMessage(1000, body)));
    await spool.close();
    const left = (await open()).leftovers();
    expect(midsOf(left).copies).toEqual(others.flatMap((spooled) => midsOf(spooled).copies));
    for (const { mid, copy } of left.copies) expect(textOf(copy.parts)).toBe(`head ${mid === 999 ? 'z' : body} tail`);
  });
});

describe('a spool that cannot be used', () => {
  const problem = async (name = 'spool'): Promise<string> => {
    try {
      await open(name);
    } catch (error) {
      if (error instanceof GatewayStartError) return error.message;
      throw error;
    }
    return 'opened';
  };

  it('is told: no spool, another database, a newer format, no folder', async () => {
    writeFileSync(folder.file('text'), 'hostname: gateway.example\n'.repeat(50));
    expect(await problem('text')).toBe(`cannot open the spool ${folder.file('text')}: it is no spool; give another path`);
    change('other', 'CREATE TABLE a (b)');
    expect(await problem('other')).toBe(`${folder.file('other')} is a database, but no spool; give another path`);
    await (await open()).close();
    change('spool', `PRAGMA user_version = ${FORMAT_VERSION + 1}`);
    expect(await problem()).toMatch(new RegExp(`has format ${FORMAT_VERSION + 1}, this gateway reads format ${FORMAT_VERSION}; `));
    expect(await problem('none/spool')).toMatch(/^cannot open the spool .*none\/spool: ENOENT: no such file or directory/);
    expect(await problem('.')).toMatch(/^cannot open the spool /);
  });

  it('is told: in use by another process, until that is gone', async () => {
    const spool = await open();
    const module = pathToFileURL(new URL('file-spool.ts', import.meta.url).pathname).href;
    const clock = pathToFileURL(new URL('../../clock.ts', import.meta.url).pathname).href;
    const script = `const { openFileSpool } = await import('${module}'); const { WallClock } = await import('${clock}');
      await openFileSpool('${folder.file('spool')}', new WallClock()).then(() => console.log('opened'), (error) => console.log(error.message));
      process.exit();`;
    const other = (): string => spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout.trim();
    expect(other()).toBe(
      `cannot open the spool ${folder.file('spool')}: another gateway uses it; stop that one or give this one a spool of its own`,
    );
    await spool.close();
    expect(other()).toBe('opened');
  });

  it('is told in one line where its structure is damaged, wherever that is', async () => {
    const spool = await open('sound');
    for (let mid = 1; mid <= 30; mid += 1) await spool.accept(newMessage(mid, 'b'.repeat(5000)));
    await spool.close();
    const bytes = readFileSync(folder.file('sound'));
    const random = randomFrom(7);
    const found = { refused: 0, opened: 0 };
    for (let round = 0; round < 60; round += 1) {
      const damaged = Buffer.from(bytes);
      const at = Math.floor(random() * (bytes.length - 64));
      for (let offset = 0; offset < 64; offset += 1) damaged[at + offset] = Math.floor(random() * 256);
      const cut = round % 3 === 0 ? damaged.subarray(0, at) : damaged;
      writeFileSync(folder.file(`damaged-${round}`), cut);
      if ((await problem(`damaged-${round}`)) === 'opened') found.opened += 1;
      else found.refused += 1;
    }
    // Damage within the bytes of a message breaks no structure.
    expect(found.refused).toBeGreaterThan(20);
    expect(found.opened).toBeGreaterThan(0);
    change('sound', "UPDATE original SET recipients = 'nobody' WHERE mid = 3");
    expect(await problem('sound')).toBe(
      `the spool ${folder.file('sound')} is damaged (2.recipients: is no list of recipients); move it away to start with an empty one`,
    );
  });

  it('is not one whose log was cut anywhere by a power loss: what was accepted last goes first', async () => {
    const spool = await open();
    const count = 12;
    for (let mid = 1; mid <= count; mid += 1) await spool.accept(newMessage(mid, 'b'.repeat(5000)));
    const random = randomFrom(11);
    const seen = new Set<number>();
    const whole = statSync(folder.file('spool-wal')).size;
    for (let round = 0; round < 40; round += 1) {
      const name = `cut-${round}`;
      copyFileSync(folder.file('spool'), folder.file(name));
      copyFileSync(folder.file('spool-wal'), folder.file(`${name}-wal`));
      truncateSync(folder.file(`${name}-wal`), Math.floor(whole * (0.2 + 0.8 * random())));
      const left = (await open(name)).leftovers();
      const { copies } = midsOf(left);
      expect(copies).toEqual(Array.from({ length: copies.length }, (_, index) => index + 1));
      for (const { copy } of left.copies) expect(textOf(copy.parts)).toBe(`head ${'b'.repeat(5000)} tail`);
      seen.add(copies.length);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
