import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { parseGatewayConfig } from './config-file.ts';

const START = `hostname: gateway.example
listeners:
  - {name: in, kind: incoming, address: 127.0.0.1, port: 2525}
`;
const problem = (rest: string): string => {
  try {
    parseGatewayConfig(START + rest, 'gateway.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('gateway configuration', () => {
  it('fills in the documented defaults', () => {
    const config = parseGatewayConfig(START, 'gateway.yaml');
    expect(config.queue).toEqual({ lifeMs: 120_000, retryWaitMs: 60_000 });
    expect(config.connections).toEqual({ minimum: 3, limit: 500, messagesPerConnection: 50, idleCloseMs: 5000 });
    expect(config.tls).toEqual({ minVersion: 'TLSv1.2', verifyCertificates: true });
    expect(config.defaultPolicy).toEqual({ connector: 'no-scan' });
  });

  it('takes the sample file', () => {
    const sample = new URL('../../examples/gateway.yaml', import.meta.url);
    expect(parseGatewayConfig(readFileSync(sample, 'utf8'), 'gateway.yaml').policies.length).toBeGreaterThan(0);
  });

  it.each([
    ['colour: red\n', 'gateway.yaml:4:1: colour: is not a known key; remove it or correct its spelling'],
    ['queue:\n  lifeMs: soon\n', 'gateway.yaml:5:11: queue.lifeMs: expected a number; got "soon"'],
    ['queue:\n  life: 5\n', 'gateway.yaml:5:3: queue.life: is not a known key; remove it or correct its spelling'],
    [
      'defaultPolicy: {connector: default}\n',
      'gateway.yaml:4:28: defaultPolicy.connector: is \'default\', but threatDefenseConnector.defaultIntakeAddress is not set; set it or choose another connector; got "default"',
    ],
    [
      'policies:\n  - {name: a, match: {recipients: [a b]}, connector: no-scan}\n',
      'gateway.yaml:5:36: policies[0].match.recipients[0]: expected user@domain, domain or .domain (its subdomains); got "a b"',
    ],
    [
      'policies:\n  - {name: a, match: {recipients: [a.test]}, connector: sometimes}\n',
      "gateway.yaml:5:57: policies[0].connector: expected 'no-scan', 'default' or {custom: address}; got \"sometimes\"",
    ],
    ['a: [\n', 'gateway.yaml:5:1: not valid YAML'],
    ['hostname: b\n', 'gateway.yaml:4:1: not valid YAML: Map keys must be unique'],
    ['---\na: 1\n', 'gateway.yaml:4:1: not valid YAML: a second document begins here; keep one'],
    ['tls: *none\n', 'gateway.yaml:4:6: *none refers to nothing; put &none before what it stands for'],
    ['maxMessageBytes: 0\n', 'gateway.yaml:4:18: maxMessageBytes: expected at least 1; got 0'],
    ['intake: {port: 65536}\n', 'gateway.yaml:4:16: intake.port: expected at most 65535; got 65536'],
    ['tls: {minVersion: SSLv3}\n', "gateway.yaml:4:19: tls.minVersion: expected 'TLSv1.2' or 'TLSv1.3'; got \"SSLv3\""],
    ['tls: {ca: a, caFile: b}\n', 'gateway.yaml:4:22: tls.caFile: is given together with tls.ca; remove one of them; got "b"'],
    ['nextHop: here\n', 'gateway.yaml:4:10: nextHop: expected a map of keys and values; got "here"'],
    [
      'dns: {server: "127.0.0.1:99999"}\n',
      'gateway.yaml:4:15: dns.server: expected address:port, or [address]:port for IPv6; got "127.0.0.1:99999"',
    ],
    ['dns: {server: ns.test}\n', 'gateway.yaml:4:15: dns.server: expected address:port, or [address]:port for IPv6; got "ns.test"'],
    ['dns: {server: "::1"}\n', 'gateway.yaml:4:15: dns.server: expected address:port, or [address]:port for IPv6; got "::1"'],
  ])('refuses %j with the place', (rest, message) => {
    expect(problem(rest)).toContain(message);
  });

  it.each(['127.0.0.1', '127.0.0.1:53', '"[::1]"', '"[::1]:53"'])('takes %s as a name server', (server) => {
    expect(problem(`dns: {server: ${server}}\n`)).toBe('accepted');
  });

  it('names a key that is missing', () => {
    expect(() => parseGatewayConfig('hostname: x.test\n', 'gateway.yaml')).toThrow(
      'gateway.yaml:1:1: listeners: expected a list; got nothing',
    );
  });

  it('refuses something else than a map', () => {
    expect(() => parseGatewayConfig('hello', 'gateway.yaml')).toThrow(ConfigError);
    expect(() => parseGatewayConfig('', 'gateway.yaml')).toThrow(
      'gateway.yaml:1:1: (top level): expected a map of keys and values; got nothing',
    );
  });
});
