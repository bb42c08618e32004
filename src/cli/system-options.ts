import { betweenScenariosMs } from '../harness/drivers/remote/life.ts';
import { lanesOf } from '../harness/profile/lanes.ts';
import { readProfile } from '../harness/profile/profile.ts';
import type { RunOptions } from '../harness/run.ts';
import { UsageError } from '../harness/selection.ts';

/** Options that say which system is judged, and in which time. */
export interface SystemFlags {
  readonly sut?: string;
  readonly clock?: 'virtual' | 'wall';
}

/** What a run has to know of the system under test. Throws ConfigError for a profile that is none, UsageError for a clock that the system does not have. */
export function systemOptions({ sut, clock }: SystemFlags): RunOptions {
  if (sut === undefined) return { clock: clock ?? 'virtual' };
  const { file, name, version, driver, capabilities, secureEmailGateway, timing } = readProfile(sut);
  const canJump = capabilities.includes('virtual-clock');
  if (clock === 'virtual' && !canJump)
    throw new UsageError('--clock virtual: the profile does not claim virtual-clock; leave the option out');
  return {
    clock: clock ?? (canJump ? 'virtual' : 'wall'),
    seg: secureEmailGateway,
    system: version === undefined ? name : `${name} ${version}`,
    worldParameters: { sut: file },
    ...timing,
    // Each lane of a black box is there already, or it is not.
    ...(driver.kind === 'remote' ? { lanes: lanesOf(driver).length, betweenMs: betweenScenariosMs(driver) } : {}),
  };
}
