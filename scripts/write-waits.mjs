// Writes features/waits.yaml: how long each scenario waits, measured on the virtual clock with the reference forwarder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runFeatures } from '../src/harness/run.ts';
import { WAITS_FILE, waitsOf } from '../src/harness/waits.ts';

const HEAD = `# How long scenarios wait, in seconds, so that a run on the wall clock can be planned. Measured on the virtual clock with the reference
# forwarder; \`npm run waits\` writes it. What is not here waits for less than five seconds; a scenario that is new and says @waits is guessed.
`;

const { scenarios, exitStatus } = await runFeatures();
if (exitStatus !== 0) throw new Error(`the run ended with exit status ${exitStatus}: nothing is written`);
writeFileSync(join(import.meta.dirname, '..', WAITS_FILE), `${HEAD}${stringify(waitsOf(scenarios), { lineWidth: 0 })}`);
