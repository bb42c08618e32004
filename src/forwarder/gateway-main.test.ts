import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { runGateway } from './gateway-main.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { handTo } from './stand.testing.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (port: number, rest = ''): string => {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, `hostname: g.test\nlisteners: [{name: in, kind: incoming, address: 127.0.0.1, port: ${port}}]\n${rest}`);
  return file;
};

describe('running a gateway from a file', () => {
  it('takes mail, writes its log beside the configuration, and stops', async () => {
    const gateway = await runGateway(write(0, 'mailLog: {file: mail_logs.txt}\n'));
    const port = gateway.listeners[0]?.port ?? 0;
    await nodemailer
      .createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
      .sendMail({ from: 'a@b.test', to: 'c@d.test', text: 'x' });
    await gateway.stop();
    const log = readFileSync(join(folder, 'mail_logs.txt'), 'utf8');
    expect(log).toContain('Info: MID 1 original discarded: no next hop is configured\n');
    expect(log).not.toContain('TDC:');
  });

  it('says which port is in use', async () => {
    const first = await runGateway(write(0, 'mailLog: {file: log}\n'));
    const port = first.listeners[0]?.port ?? 0;
    await expect(runGateway(write(port, 'spool: memory\n'))).rejects.toThrow(`listener "in" cannot listen on 127.0.0.1:${port}: `);
    await first.stop();
  });

  it('keeps accepted mail in a spool beside the configuration, where no second gateway may go', async () => {
    const first = await runGateway(write(0, 'mailLog: {file: log}\n'));
    const spool = join(folder, 'gateway.spool');
    await expect(runGateway(write(0))).rejects.toThrow(`cannot open the spool ${spool}: another gateway uses it; `);
    await first.stop();
    const second = await runGateway(write(0, 'mailLog: {file: log}\nspool: {file: other}\n'));
    expect(readdirSync(folder)).toContain('other');
    await second.stop();
    await expect(runGateway(write(0, 'spool: {file: gateway.yaml}\n'))).rejects.toThrow(/gateway\.yaml: it is no spool/);
    await expect(runGateway(write(0, 'spool: disk\n'))).rejects.toThrow(/gateway\.yaml:3:8: spool: expected 'memory' or \{file: path\}/);
  });

  it('serves a console where the configuration says so, or the caller and not the configuration', async () => {
    const quiet = 'spool: memory\nmailLog: {file: log}\n';
    const none = await runGateway(write(0, quiet));
    expect(none.console).toBeUndefined();
    await none.stop();
    const off = await runGateway(write(0, `${quiet}console: off\n`), { console: 'unless off' });
    expect(off.console).toBeUndefined();
    await off.stop();
    const configured = await runGateway(write(0, `${quiet}console: {port: 0, token: long-enough}\n`), { version: '9.9' });
    const url = `${configured.console?.url}/api/v1/gateway`;
    expect((await fetch(url)).status).toBe(401);
    const answer = await fetch(url, { headers: { Authorization: 'Bearer long-enough' } });
    expect(await answer.json()).toMatchObject({ version: '9.9', configFile: join(folder, 'gateway.yaml') });
    await configured.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('gives everything back when the console’s port is in use', async () => {
    const quiet = 'spool: memory\nmailLog: {file: log}\n';
    const first = await runGateway(write(0, `${quiet}console: {port: 0}\n`));
    const port = first.console?.port ?? 0;
    const config = (listener: number): string => write(listener, `${quiet}console: {port: ${port}}\n`);
    const listener = first.listeners[0]?.port ?? 0;
    const second = runGateway(config(0));
    await expect(second).rejects.toThrow(`the console cannot listen on 127.0.0.1:${port}: `);
    await first.stop();
    const third = await runGateway(config(listener));
    expect(third.listeners[0]?.port).toBe(listener);
    await third.stop();
  });

  it('takes up what was committed when it starts again', async () => {
    const file = write(0, 'spool: memory\nmailLog: {file: log}\nconsole: {port: 0}\n# kept\n');
    const send = async (url: string, method: string, body: unknown): Promise<unknown> =>
      (await fetch(url, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
    const first = await runGateway(file);
    const api = `${first.console?.url}/api/v1`;
    await send(`${api}/settings/connector`, 'PUT', { enabled: true, defaultIntakeAddress: 'a@intake.test', revision: 1 });
    await send(`${api}/policies/DEFAULT`, 'PUT', { policy: { connector: 'default' }, revision: 2 });
    await send(`${api}/commit`, 'POST', { revision: 3 });
    await first.stop();
    expect(readFileSync(file, 'utf8')).toContain('# kept');
    const second = await runGateway(file);
    expect(await (await fetch(`${second.console?.url}/api/v1/settings`)).json()).toMatchObject({
      committed: { connector: { defaultIntakeAddress: 'a@intake.test' }, defaultPolicy: { connector: 'default' } },
      changes: [],
    });
    await second.stop();
  });

  it('pushes the log to a collector beside the file', async () => {
    const collector = createSocket('udp4');
    const heard: string[] = [];
    const closed = Promise.withResolvers<void>();
    collector.on('message', (message) => {
      heard.push(message.toString());
      if (heard.at(-1)?.endsWith('ICID 1 close')) closed.resolve();
    });
    collector.bind(0, '127.0.0.1');
    await once(collector, 'listening');
    const target = `{address: 127.0.0.1, port: ${collector.address().port}, facility: mail, hostname: g}`;
    const gateway = await runGateway(write(0, `spool: memory\nmailLog: {file: log, syslog: ${target}}\n`));
    await handTo(gateway.listeners[0]?.port ?? 0, 'a@b.test', ['c@d.test'], 'Subject: x\r\n\r\nx\r\n');
    await closed.promise;
    await gateway.stop();
    collector.close();
    const lines = readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n');
    expect(heard.map((line) => line.replace(/^<22>\w{3} [ \d]\d [\d:]{8} g mail_logs: /, ''))).toEqual(lines.map((line) => line.slice(25)));
    expect(lines[0]).toMatch(/ Info: New SMTP ICID 1 /);
  });

  it('tells files that cannot be used', async () => {
    await expect(runGateway(join(folder, 'none.yaml'))).rejects.toThrow(GatewayStartError);
    await expect(runGateway(write(0, 'tls: {caFile: none.pem}\n'))).rejects.toThrow(/cannot read tls\.caFile .*none\.pem/);
    await expect(runGateway(write(0, 'tls: {caFile: .}\n'))).rejects.toThrow(/it is a directory/);
    await expect(runGateway(write(0, 'tls: {caFile: gateway.yaml}\n'))).rejects.toThrow(/tls\.caFile gateway\.yaml holds no certificate/);
    await expect(runGateway(write(0, 'tls: {ca: nonsense}\n'))).rejects.toThrow(GatewayStartError);
    await expect(runGateway(write(0, 'mailLog: {file: missing/log}\n'))).rejects.toThrow(/cannot write the mail log/);
    await expect(runGateway(write(0, 'colour: red\n'))).rejects.toThrow(ConfigError);
  });
});
