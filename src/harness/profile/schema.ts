import { z } from 'zod';
import { CAPABILITIES } from '../drivers/driver.ts';
import { clashesIn } from './lanes.ts';
import { remoteDriverSchema, whyNotRemote } from './remote-schema.ts';
import { argumentList, durationMs } from './values.ts';

// A profile tells of one system under test what it claims to do (ICS) and what has to be known to test it (IXIT).

/** What the harness finds out or brings along itself; no system can claim it. */
const NOT_CLAIMED = 'browser';

export const CLAIMABLE = CAPABILITIES.filter((capability) => capability !== NOT_CLAIMED);

const referenceDriver = z
  .strictObject({ kind: z.literal('reference') })
  .describe('The bundled reference forwarder, in the process of the harness.');

const execDriver = z
  .strictObject({
    kind: z.literal('exec'),
    command: argumentList.describe('program and arguments, as an array: no shell reads them'),
    folder: z.string().min(1).default('.').describe('where it is started, relative to the profile'),
    environment: z.record(z.string(), z.string()).default({}).describe('variables besides those of the harness'),
    deadlineMs: durationMs.default(30_000).describe('real time within which each request has to be answered'),
  })
  .describe('A program that speaks the exec protocol (docs/drivers.md).');

const timing = z.strictObject({
  toleranceMs: z.number().min(0).exactOptional().describe('on the wall clock, a time missed by less is not judged'),
});

export const profileSchema = z
  .strictObject({
    name: z.string().trim().min(1).describe('what reports call the system'),
    version: z.string().trim().min(1).exactOptional(),
    driver: z.discriminatedUnion('kind', [referenceDriver, execDriver, remoteDriverSchema]),
    capabilities: z
      .array(z.enum(CLAIMABLE))
      .refine((claims) => new Set(claims).size === claims.length, { error: 'a capability is claimed twice' })
      .describe('what the system claims; the rest is not testable'),
    secureEmailGateway: z.boolean().default(false).describe("whether the vendor's guides bind, as they do a Secure Email Gateway"),
    timing: timing.prefault({}),
  })
  .superRefine(({ driver, capabilities }, context) => {
    if (driver.kind !== 'remote') return;
    capabilities.forEach((capability, index) => {
      const message = whyNotRemote(driver, capability);
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['capabilities', index], message });
    });
    for (const { index, message } of clashesIn(driver)) context.addIssue({ code: 'custom', path: ['driver', 'lanes', index], message });
  });

export type ProfileFile = z.output<typeof profileSchema>;
