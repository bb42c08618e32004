import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** A run, interrupted while the system that it has started does not take mail yet. */
const program = (port: number): string => `
  import { RemoteLife } from ${JSON.stringify(join(import.meta.dirname, 'life.ts'))};
  import { remoteDriverSchema } from ${JSON.stringify(join(import.meta.dirname, '../../profile/remote-schema.ts'))};
  const place = { address: '127.0.0.1', port: 9 };
  const up = 'require("node:net").connect(${port}, "127.0.0.1"); process.on("SIGTERM", () => process.exit())';
  const settings = remoteDriverSchema.parse({
    kind: 'remote',
    incoming: { ...place, clientAddress: '127.0.0.1' },
    recipients: { 'No Scan': 'a.example', Default: 'b.example', Custom: 'c.example', 'second Custom': 'd.example' },
    stand: { dns: place, nextHop: place },
    start: ['node', '--eval', up],
  });
  await new RemoteLife(settings, '.').begin();
`;

it.each(['SIGINT', 'SIGTERM'] as const)(
  'leaves nothing behind of a black box when it is interrupted by %s',
  async (signal) => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const run = spawn(process.execPath, ['--input-type=module', '--eval', program(address.port)], { stdio: 'ignore' });
    const [socket]: Socket[] = await once(server, 'connection');
    socket?.resume().on('error', () => {});
    run.kill(signal);
    const [[, by]] = await Promise.all([once(run, 'exit'), socket === undefined ? undefined : once(socket, 'close')]);
    expect(by).toBe(signal);
    server.close();
  },
  60_000,
);
