import { JointClock, type RunnableClock, VirtualClock, WallClock } from '../../clock.ts';
import { besideProfile, type Profile } from '../profile/profile.ts';
import type { Driver } from './driver.ts';
import { ExecDriver } from './exec.ts';
import { ReferenceDriver } from './reference.ts';
import { partsOfVariant } from './reference-variants.ts';
import { RemoteDriver } from './remote.ts';

/** The clock on which a system of that profile and its stand are run. */
export const clockFor = (kind: 'virtual' | 'wall', profile: Profile | undefined): RunnableClock => {
  if (kind === 'wall') return new WallClock();
  return profile?.driver.kind === 'exec' ? new JointClock() : new VirtualClock();
};

/** The driver of the system that the profile tells of; without one, of the reference forwarder in this process, or a variant of it. */
export const openDriver = (profile: Profile | undefined, clock: RunnableClock, variant: string | undefined): Driver => {
  const parts = partsOfVariant(variant);
  if (profile === undefined) return new ReferenceDriver(clock, parts);
  const { name, driver, capabilities } = profile;
  switch (driver.kind) {
    case 'reference':
      return new ReferenceDriver(clock, parts, capabilities);
    case 'exec': {
      const { command, environment, deadlineMs, folder } = driver;
      return new ExecDriver(clock, { name, capabilities, command, environment, deadlineMs, folder: besideProfile(profile, folder) });
    }
    case 'remote':
      return new RemoteDriver(clock, { name, capabilities, settings: driver, folder: besideProfile(profile, '.') });
  }
};
