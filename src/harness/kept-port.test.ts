import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { KeptPort } from './kept-port.ts';

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const start = async (port: number): Promise<Server> => {
  const server = createServer();
  opened.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error('cannot listen', { cause });
  });
  return server;
};

it('is used again once it is free', async () => {
  const kept = new KeptPort();
  const first = await kept.use(start, portOf);
  const port = portOf(first);
  first.close();
  await once(first, 'close');
  expect(portOf(await kept.use(start, portOf))).toBe(port);
});

it('gives way to a free one where it is taken', async () => {
  const kept = new KeptPort();
  const port = portOf(await kept.use(start, portOf));
  expect(portOf(await kept.use(start, portOf))).not.toBe(port);
});

it('hides no other failure', async () => {
  const kept = new KeptPort();
  await kept.use(start, portOf);
  await expect(kept.use(() => Promise.reject(new Error('something else')), portOf)).rejects.toThrow('something else');
});
