import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODIES, CASES, type CaseRecord, caseFileName, caseRecordSchema } from '../src/harness/bundle/case-record.ts';
import { POLICY_ROLES } from '../src/harness/drivers/driver.ts';
import type { Stand } from './stand.ts';
import type { ConformanceWorld } from './world.ts';

/** Keeps bytes under their hash, each once. */
class Bodies {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  keep(bytes: Buffer): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    try {
      writeFileSync(join(this.folder, sha256), bytes, { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    return sha256;
  }
}

const systemOf = ({ driver }: Stand): NonNullable<CaseRecord['system']> => ({
  capabilities: [...driver.capabilities],
  facts: driver.facts,
  policyNames: driver.capabilities.has('console') ? Object.fromEntries(POLICY_ROLES.map((role) => [role, driver.policyName(role)])) : {},
});

/** The rules that the system could meet, by how far the evidence had come when they were armed. */
const rulesOf = (world: ConformanceWorld, stand: Stand | undefined): CaseRecord['rules'] =>
  (stand?.ruleStatus() ?? []).map(({ rule: { id, layer } }) => ({
    id,
    layer,
    optional: world.optionalRules.has(id),
    afterSeq: world.armedAfter.get(id) ?? 0,
  }));

/** Writes down what a scenario knew besides its evidence: bodies under their hashes, the rest as one file. */
export function recordCase(world: ConformanceWorld, stepsEndSeq: number, folder: string): void {
  const stand = world.startedStand;
  const bodies = new Bodies(join(folder, BODIES));
  for (const { raw } of [...world.copies(), ...(stand?.originals() ?? [])]) bodies.keep(raw);
  const record: CaseRecord = {
    scenario: world.scenario,
    system: stand === undefined ? null : systemOf(stand),
    accounts: world.accounts.map(({ name, intakeAddress }) => ({ name, intakeAddress })),
    rules: rulesOf(world, stand),
    sent: world.sent.map(({ raw, roles, rcptTo, expectedAt, ...sent }) => ({
      ...sent,
      rcptTo: [...rcptTo],
      roles: [...roles],
      sha256: bodies.keep(raw),
      expectedAt: expectedAt === undefined ? null : [...expectedAt],
    })),
    foreign: world.foreign.map(({ token, accepted, afterSeq }) => ({ token, sha256: bodies.keep(accepted), afterSeq })),
    copies: world.copies().map(({ evidence, token = null }) => ({ copy: evidence.copy, token })),
    steps: [...world.marks],
    stepsEndSeq,
  };
  mkdirSync(join(folder, CASES), { recursive: true });
  writeFileSync(join(folder, CASES, caseFileName(world.scenario)), JSON.stringify(caseRecordSchema.parse(record)));
}
