import { describe, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';

/** A file whose writes end when the test says so, and fail while `full` holds. */
const testFile = () => {
  const written: string[] = [];
  const complaints: string[] = [];
  const state = { full: false, closed: false, gate: Promise.resolve() };
  const log = new LogFile(
    {
      appendFile: async (data) => {
        await state.gate;
        if (state.full) throw new Error('no space left on device');
        written.push(String(data));
      },
      close: async () => {
        state.closed = true;
      },
    },
    (problem) => complaints.push(problem),
  );
  return { log, written, complaints, state };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('log file', () => {
  it('writes together what comes while a write is under way, in order, and all of it before it closes', async () => {
    const { log, written, state } = testFile();
    for (const line of ['a', 'b', 'c']) log.write(line);
    await log.close();
    expect(written).toEqual(['a\n', 'b\nc\n']);
    expect(state.closed).toBe(true);
  });

  it('complains once when it cannot be written, and once when it can again', async () => {
    const { log, written, complaints, state } = testFile();
    state.full = true;
    for (const line of ['a', 'b', 'c']) {
      log.write(line);
      await settled();
    }
    expect(complaints).toEqual(['no space left on device; lines are lost until it can be written again']);
    state.full = false;
    log.write('d');
    await settled();
    expect(written).toEqual(['d\n']);
    expect(complaints.slice(1)).toEqual(['can be written again; 3 lines were lost']);
  });

  it('drops lines rather than filling the memory when the disk stands still', async () => {
    const { log, written, complaints, state } = testFile();
    const { promise, resolve } = Promise.withResolvers<void>();
    state.gate = promise;
    for (let count = 0; count < 100_011; count += 1) log.write('x');
    expect(complaints).toEqual(['the disk is too slow; lines are lost until it can be written again']);
    resolve();
    await log.close();
    // The first line was on its way already.
    expect(written.join('').length / 2).toBe(100_001);
    expect(complaints.at(-1)).toBe('can be written again; 10 lines were lost');
  });
});
