import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';
import { Counter, gaugeText, metricText } from '../metrics/metric.ts';

/** As a scraper reads it: every sample has a HELP and a TYPE before it, and belongs to them. */
const scrape = (text: string): Map<string, number> => {
  const samples = new Map<string, number>();
  let current = '';
  const seen = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const help = /^# HELP ([a-z_]+) \S/.exec(line);
    const type = /^# TYPE ([a-z_]+) (?:counter|gauge)$/.exec(line);
    const sample = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? (\S+)$/.exec(line);
    if (help !== null) {
      current = help[1] ?? '';
      if (seen.has(current)) throw new Error(`${current} is told twice`);
      seen.add(current);
    } else if (type !== null) {
      if (type[1] !== current) throw new Error(`TYPE of ${type[1]} after HELP of ${current}`);
    } else if (sample?.[1] === current && Number.isFinite(Number(sample[3]))) {
      samples.set(`${current}${sample[2] ?? ''}`, Number(sample[3]));
    } else {
      throw new Error(`not in the format: ${JSON.stringify(line)}`);
    }
  }
  return samples;
};

describe('the text format', () => {
  test('escapes what would end a label or a line', () => {
    const text = metricText('counter', 'x_total', 'One\nline \\ two', [[{ a: 'b"c\\d\ne' }, 1]]);
    expect(text).toBe('# HELP x_total One\\nline \\\\ two\n# TYPE x_total counter\nx_total{a="b\\"c\\\\d\\ne"} 1\n');
    expect([...scrape(text).values()]).toEqual([1]);
  });

  test('a gauge without labels', () => {
    expect(gaugeText('x', 'Help.', 2.5)).toBe('# HELP x Help.\n# TYPE x gauge\nx 2.5\n');
  });

  test('many different labels are counted together once there are too many', () => {
    const counter = new Counter('x_total', 'Help.');
    for (let number = 0; number < 5_000; number += 1) counter.add({ type: `TYPE${number}`, by: 'me' });
    counter.add({ type: 'TYPE0', by: 'me' });
    const samples = scrape(counter.text);
    expect(samples.size).toBe(1_001);
    expect(samples.get('x_total{type="TYPE0",by="me"}')).toBe(2);
    expect(samples.get('x_total{type="other",by="other"}')).toBe(4_000);
  });
});

describe('the figures', () => {
  let stand: Stand;

  beforeEach(async () => {
    stand = await makeStand();
  });

  afterEach(() => stand.api.close());

  const figures = async (): Promise<Map<string, number>> => {
    const answer = await ask(stand.api, '/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return scrape(answer.text);
  };

  test('tell of traffic as it comes', async () => {
    stand.connect();
    stand.deliver('primary', 'x'.repeat(100));
    stand.deliver('primary', 'x'.repeat(50));
    stand.evidence.record({ type: 'tlsFailed', connection: 1, reason: 'reset' });
    stand.evidence.record({ type: 'dnsQueryReceived', query: 1, name: 'a.example', qtype: 'MX', transport: 'udp', from: '127.0.0.1:5' });
    stand.evidence.record({ type: 'dnsAnswerSent', query: 1, rcode: 'SERVFAIL', answers: [], truncated: false, ruleId: 'no-dns' });
    stand.evidence.record({ type: 'ruleFired', ruleId: 'no-dns', layer: 'dns', action: 'rcode SERVFAIL', query: 1 });
    const before = await figures();
    expect(before.get('setd_connections_open')).toBe(1);
    expect(before.get('setd_messages_total{account="primary",fate="stored"}')).toBe(2);
    expect(before.get('setd_message_bytes_total{account="primary"}')).toBe(150);
    expect(before.get('setd_tls_failures_total')).toBe(1);
    expect(before.get('setd_dns_queries_total{type="MX",rcode="SERVFAIL",transport="udp"}')).toBe(1);
    expect(before.get('setd_rule_hits_total{rule="no-dns",layer="dns"}')).toBe(1);
    expect(before.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    stand.evidence.record({ type: 'connectionClosed', connection: 1, end: 'QUIT', stage: 'QUIT', bytesIn: 1, bytesOut: 1 });
    const after = await figures();
    expect(after.get('setd_connections_open')).toBe(0);
    expect(after.get('setd_connection_ends_total{end="QUIT"}')).toBe(1);
  });

  test('are for holders of the token', async () => {
    expect((await ask(stand.api, '/metrics', { token: null })).status).toBe(401);
  });
});
