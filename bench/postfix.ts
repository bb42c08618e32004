import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A Postfix of the benchmark's own: configuration, queue and log in one folder, loopback only. The system's instance is not touched.

const HOST = '127.0.0.1';
const START_LIMIT_MS = 20_000;

const hasProgram = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;

/** Why no Postfix can be started here; undefined: it can. */
export const whyNoPostfix = (): string | undefined => {
  if (!hasProgram('postfix') || !hasProgram('postconf')) return 'Postfix is not installed';
  return process.getuid?.() === 0 ? undefined : 'Postfix starts for root only';
};

/**
 * As fast as it goes with its queue on disk: TLS connections are used again, its own brake on input is off, and as many
 * connections go out at once as with the other side. TLS is required; certificates are not looked at.
 */
const mainConfig = (folder: string, sinkPort: number, connections: number): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/maillog
maillog_file_prefixes = ${folder}
inet_interfaces = ${HOST}
inet_protocols = ipv4
myhostname = gateway.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
relayhost = [${HOST}]:${sinkPort}
smtpd_tls_security_level = none
smtp_tls_security_level = encrypt
smtp_tls_connection_reuse = yes
smtp_connection_cache_destinations = [${HOST}]:${sinkPort}
smtp_destination_concurrency_limit = ${connections}
initial_destination_concurrency = ${connections}
in_flow_delay = 0
`;

const masterConfig = (port: number): string => `
${HOST}:${port} inet n - n - - smtpd
pickup    unix  n  -  n  60     1      pickup
cleanup   unix  n  -  n  -      0      cleanup
qmgr      unix  n  -  n  300    1      qmgr
tlsmgr    unix  -  -  n  1000?  1      tlsmgr
tlsproxy  unix  -  -  n  -      0      tlsproxy
rewrite   unix  -  -  n  -      -      trivial-rewrite
bounce    unix  -  -  n  -      0      bounce
defer     unix  -  -  n  -      0      bounce
trace     unix  -  -  n  -      0      bounce
verify    unix  -  -  n  -      1      verify
flush     unix  n  -  n  1000?  0      flush
proxymap  unix  -  -  n  -      -      proxymap
smtp      unix  -  -  n  -      -      smtp
relay     unix  -  -  n  -      -      smtp
error     unix  -  -  n  -      -      error
retry     unix  -  -  n  -      -      error
anvil     unix  -  -  n  -      1      anvil
scache    unix  -  -  n  -      1      scache
postlog   unix-dgram n -  n  -   1      postlogd
`;

/** A port that is free now; Postfix cannot be asked for any. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.end('QUIT\r\n');
      resolve(true);
    });
  });

export interface RunningPostfix {
  readonly port: number;
  readonly version: string;
  /** Ends it, and everything that it has started. */
  stop(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Writes its configuration; the folder is one that its processes can reach once they have dropped root's rights. */
const prepare = (folder: string, port: number, sinkPort: number, connections: number): void => {
  chmodSync(folder, 0o755);
  for (const name of ['config', 'queue', 'data']) mkdirSync(join(folder, name));
  spawnSync('chown', ['postfix', join(folder, 'data')]);
  writeFileSync(join(folder, 'config', 'main.cf'), mainConfig(folder, sinkPort, connections));
  writeFileSync(join(folder, 'config', 'master.cf'), masterConfig(port));
};

/** Starts Postfix in a temporary folder. Throws an Error with the end of its log when it does not come up. */
export const startPostfix = async (sinkPort: number, connections: number): Promise<RunningPostfix> => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'bench-postfix-'));
  prepare(folder, port, sinkPort, connections);
  const version = spawnSync('postconf', ['-h', 'mail_version'], { encoding: 'utf8' }).stdout.trim();
  const script = spawn('postfix', ['-c', join(folder, 'config'), 'start-fg'], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    // The program started is a script that waits for the real one.
    const pidFile = join(folder, 'queue', 'pid', 'master.pid');
    if (script.exitCode === null) process.kill(existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : (script.pid ?? 0), 'SIGTERM');
    await ended(script);
    rmSync(folder, { recursive: true });
  };
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    if (script.exitCode === null && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const log = readFileSync(join(folder, 'maillog'), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    await stop();
    throw new Error(`Postfix did not come up:\n${log}`);
  }
  return { port, version, stop };
};
