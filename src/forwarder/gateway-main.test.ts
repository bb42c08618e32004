import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { runGateway } from './gateway-main.ts';
import { GatewayStartError } from './gateway-start-error.ts';

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
