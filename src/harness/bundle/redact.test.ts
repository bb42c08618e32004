import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../evidence/events.ts';
import { CONFORMS, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import { loadRegistry } from '../registry.ts';
import { type FullRecording, redact } from './redact.ts';

const copyFor = (account: string | null, recipient: string, seq: number): Evidence => ({
  type: 'copyReceived',
  connection: 1,
  copy: seq,
  account,
  mailFrom: '',
  rcptTo: [recipient],
  size: 1,
  sha256: '',
  fate: 'stored',
  seq,
  atMs: 0,
});

const recordingOf = (evidence: readonly Evidence[], bodies: Record<string, string> = {}): FullRecording => {
  const facts = { registry: loadRegistry(), setupErrors: [], baseline: null, complete: false, meta: META };
  const result = judge({ ...facts, scenarios: [scenarioRun(['RETRY-1'], [CONFORMS], { evidence })] });
  return {
    result,
    cases: new Map(),
    bodies: new Map(Object.entries(bodies).map(([name, text]) => [name, Buffer.from(text)])),
    profile: 'name: x',
  };
};

const shown = ({ result }: FullRecording): Evidence[] => result.scenarios.flatMap(({ evidence }) => evidence);
const SECRETS = new Set(['secrets'] as const);

describe('secrets', () => {
  it('are the addresses at which an account took a copy, replaced wherever they stand', () => {
    const evidence: Evidence[] = [
      copyFor('primary', 'ab-12@setd.example', 1),
      copyFor(null, 'somebody@setd.example', 2),
      { type: 'logLineRead', line: 'enqueued for ab-12@setd.example', seq: 3, atMs: 0 },
    ];
    const kept = redact(recordingOf(evidence, { one: 'To: ab-12@setd.example', two: 'To: somebody' }), SECRETS);
    expect(shown(kept)).toMatchObject([
      { rcptTo: ['redacted-1@setd.example'] },
      { rcptTo: ['somebody@setd.example'] },
      { line: 'enqueued for redacted-1@setd.example' },
    ]);
    expect([...kept.bodies.keys()]).toEqual(['two']);
    expect(kept.profile).toBeNull();
  });

  it('of which one holds another are told apart', () => {
    const evidence = [copyFor('a', 'abcd@setd.example', 1), copyFor('b', 'abcdef@setd.example', 2)];
    expect(shown(redact(recordingOf(evidence), SECRETS))).toMatchObject([
      { rcptTo: ['redacted-2@setd.example'] },
      { rcptTo: ['redacted-1@setd.example'] },
    ]);
  });

  it('that were replaced before stay as they are', () => {
    const evidence = [copyFor('a', 'redacted-2@setd.example', 1), copyFor('b', 'redacted-1@setd.example', 2)];
    expect(shown(redact(recordingOf(evidence), SECRETS))).toEqual(evidence);
  });
});

it('bodies are left out, and nothing else', () => {
  const recording = recordingOf([copyFor('a', 'ab-12@setd.example', 1)], { one: 'x' });
  expect(redact(recording, new Set(['bodies'] as const))).toEqual({ ...recording, bodies: new Map() });
});
