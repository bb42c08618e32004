// How long `startMockSetd` takes on free ports: the first time in a process, and later ones, as a test file of somebody's own
// sees it (docs/library.md). Each figure is the median of several processes. `node bench/start.ts` ends by itself in seconds.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { median, spread } from './figures.ts';

const PROCESSES = 7;
const AIM_MS = 100;

const times = z.object({ importMs: z.number(), firstMs: z.number(), firstCpuMs: z.number(), laterMs: z.number(), apiMs: z.number() });

const measure = async (): Promise<z.infer<typeof times>> => {
  const since = (begun: number): number => performance.now() - begun;
  const importing = performance.now();
  const { startMockSetd } = await import('../mocks/setd.ts');
  const importMs = since(importing);
  const starting = performance.now();
  const before = process.cpuUsage();
  const first = await startMockSetd();
  const firstMs = since(starting);
  const { user, system } = process.cpuUsage(before);
  const again = performance.now();
  const later = await startMockSetd();
  const laterMs = since(again);
  const withApi = performance.now();
  const served = await startMockSetd({ api: true });
  const apiMs = since(withApi);
  for (const mock of [first, later, served]) await mock.close();
  return { importMs, firstMs, firstCpuMs: (user + system) / 1000, laterMs, apiMs };
};

const main = async (): Promise<void> => {
  const found: z.infer<typeof times>[] = [];
  for (let count = 0; count < PROCESSES; count += 1) {
    const [told] = await once(fork(import.meta.filename, ['once']), 'message');
    found.push(times.parse(told));
  }
  const first = found.map(({ firstMs }) => firstMs);
  console.log(`import of the mocks: ${spread(found.map(({ importMs }) => importMs))} ms`);
  const firstCpu = spread(found.map(({ firstCpuMs }) => firstCpuMs));
  console.log(`first start after it: ${spread(first)} ms${median(first) > AIM_MS ? `, above ${AIM_MS}` : ''}; ${firstCpu} ms of processor`);
  console.log(`later starts: ${spread(found.map(({ laterMs }) => laterMs))} ms`);
  console.log(`the first with API and store: ${spread(found.map(({ apiMs }) => apiMs))} ms`);
};

if (process.argv[2] === undefined) await main();
else process.send?.(await measure());
