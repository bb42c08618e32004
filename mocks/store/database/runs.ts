import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import {
  type Arrival,
  type RunDetails,
  type RunFile,
  RunFormatError,
  type RunSummary,
  runFileSchema,
  type ScenarioRecord,
  type StoredScenario,
} from '../run-record.ts';
import { bytesIn, numberIn, type Row, textIn } from './columns.ts';
import { keyOf } from './digest-key.ts';

type StoredSummary = Pick<RunSummary, 'meta' | 'exitStatus' | 'totals'>;
type StoredDetails = Pick<RunDetails, 'setupErrors' | 'staleEntries' | 'requirements' | 'scenarios'>;

/** Checks the content of a run.json. Throws a RunFormatError that names the first thing wrong. */
export const parseRunFile = (content: unknown): RunFile => {
  const parsed = runFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${z.core.toDotPath(issue.path)}: `;
  throw new RunFormatError(`no run.json that can be read: ${where}${issue?.message ?? 'not a run'}`);
};

const detailsOf = ({ setupErrors, staleEntries, requirements, scenarios }: RunFile): StoredDetails => ({
  setupErrors,
  staleEntries,
  requirements,
  scenarios: scenarios.map(({ outcomes: _outcomes, steps: _steps, evidence: _evidence, ...line }) => line),
});

/** The JSON of a row is our own: a run is checked before it is added. */
const summaryIn = (row: Row): RunSummary => {
  const stored: StoredSummary = JSON.parse(textIn(row, 'summary'));
  return { run: numberIn(row, 'run'), addedAtMs: numberIn(row, 'added_at'), scenarios: numberIn(row, 'scenarios'), ...stored };
};

/** Results of `setd run`. */
export class Runs {
  private readonly insert: StatementSync;
  private readonly insertScenario: StatementSync;
  private readonly insertCopy: StatementSync;
  private readonly all: StatementSync;
  private readonly row: StatementSync;
  private readonly scenarioRow: StatementSync;
  private readonly bodies: StatementSync;
  private readonly arrived: StatementSync;
  private readonly removals: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.insert = database.prepare('INSERT INTO run (added_at, scenarios, summary, details) VALUES (?, ?, ?, ?)');
    this.insertScenario = database.prepare('INSERT INTO run_scenario VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.insertCopy = database.prepare('INSERT INTO run_copy VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.all = database.prepare('SELECT run, added_at, scenarios, summary FROM run ORDER BY run DESC');
    this.row = database.prepare('SELECT * FROM run WHERE run = ?');
    this.scenarioRow = database.prepare('SELECT record FROM run_scenario WHERE run = ? AND scenario = ?');
    this.bodies = database.prepare('SELECT id, sha256 FROM body WHERE digest_key = ?');
    this.arrived = database.prepare('SELECT id, connection, body FROM message WHERE body IN (SELECT value FROM json_each(?)) ORDER BY id');
    this.removals = ['run_copy', 'run_scenario', 'run'].map((table) => database.prepare(`DELETE FROM ${table} WHERE run = ?`));
  }

  add(file: RunFile, addedAtMs: number): RunSummary {
    const { meta, exitStatus, totals, scenarios } = file;
    const summary = JSON.stringify({ meta, exitStatus, totals });
    const added = this.insert.run(addedAtMs, scenarios.length, summary, JSON.stringify(detailsOf(file)));
    const run = Number(added.lastInsertRowid);
    for (const scenario of scenarios) {
      this.insertScenario.run(run, scenario.id, JSON.stringify(scenario));
      for (const entry of scenario.evidence) {
        if (entry.type === 'copyReceived' && typeof entry.sha256 === 'string') this.insertCopy.run(entry.sha256, run, scenario.id);
      }
    }
    return { run, addedAtMs, meta, exitStatus, totals, scenarios: scenarios.length };
  }

  list(): RunSummary[] {
    return this.all.all().map(summaryIn);
  }

  get(run: number): RunDetails | undefined {
    const row = this.row.get(run);
    if (row === undefined) return undefined;
    const details: StoredDetails = JSON.parse(textIn(row, 'details'));
    return { ...summaryIn(row), ...details };
  }

  scenario(run: number, id: string): StoredScenario | undefined {
    const row = this.scenarioRow.get(run, id);
    if (row === undefined) return undefined;
    const record: ScenarioRecord = JSON.parse(textIn(row, 'record'));
    return { ...record, arrivals: this.arrivalsOf(record) };
  }

  /** Messages are looked through once, for all copies together, and only where the bytes of one are here. */
  private arrivalsOf({ evidence }: ScenarioRecord): Arrival[] {
    const digests = new Set(
      evidence.flatMap(({ type, sha256 }) => (type === 'copyReceived' && typeof sha256 === 'string' ? [sha256] : [])),
    );
    const known = new Map<number, string>();
    for (const sha256 of digests) {
      for (const body of this.bodies.all(keyOf(sha256))) {
        if (bytesIn(body, 'sha256').toString('hex') === sha256) known.set(numberIn(body, 'id'), sha256);
      }
    }
    if (known.size === 0) return [];
    return this.arrived.all(JSON.stringify([...known.keys()])).map((row) => ({
      sha256: known.get(numberIn(row, 'body')) ?? '',
      message: numberIn(row, 'id'),
      connection: numberIn(row, 'connection'),
    }));
  }

  delete(run: number): boolean {
    const found = this.row.get(run) !== undefined;
    for (const removal of this.removals) removal.run(run);
    return found;
  }
}
