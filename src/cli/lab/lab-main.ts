import { z } from 'zod';
import { NextHopStartError } from '../../../mocks/next-hop.ts';
import { MockStartError, NEWEST_EVIDENCE } from '../../../mocks/setd.ts';
import { GatewayStartError } from '../../forwarder/gateway-start-error.ts';
import { StandError } from '../../harness/outcome.ts';
import { packageInfo } from '../../harness/package-root.ts';
import { UsageError } from '../../harness/selection.ts';
import { stopSignal } from '../stop-signal.ts';
import { print } from '../terminal.ts';
import { labBanner } from './banner.ts';
import { type LabOptions, startLab } from './lab.ts';

const KEPT = { evidenceCapacity: NEWEST_EVIDENCE };

const LARGEST_PORT = 65_535;

const port = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `expected a port from 0 (a free one) to ${most}`)
    .transform(Number)
    .pipe(z.int().max(most, `expected a port from 0 (a free one) to ${most}`));

const labOptionsSchema = z.strictObject({
  // The port after it is for outgoing mail.
  smtpPort: port(LARGEST_PORT - 1),
  consolePort: port(LARGEST_PORT),
  dashboardPort: port(LARGEST_PORT),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, 'expected at least 8 visible characters without spaces')
    .optional(),
  ready: z.boolean(),
});

const parse = (given: unknown): LabOptions => {
  const result = labOptionsSchema.safeParse(given);
  if (result.success) return { ...result.data, version: packageInfo().version, mock: KEPT };
  const [issue] = result.error.issues;
  const name = String(issue?.path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${name}: ${issue?.message}`);
};

const isStartFailure = (error: unknown): error is Error =>
  error instanceof MockStartError || error instanceof GatewayStartError || error instanceof NextHopStartError;

/** Runs a lab until it is interrupted. Throws a StandError when a part cannot start, a UsageError for wrong usage. */
export const runLab = async (given: unknown): Promise<void> => {
  const options = parse(given);
  const stopped = stopSignal();
  try {
    const lab = await startLab(options);
    print(labBanner(lab, options.ready));
    await stopped;
    await lab.stop();
  } catch (error) {
    throw isStartFailure(error) ? new StandError(error.message, { cause: error }) : error;
  }
};
