import { StandError } from '../outcome.ts';
import { lanesOf } from './lanes.ts';
import type { Profile } from './profile.ts';

/** Where one scenario is run: nobody else is there until it is given back. */
export interface LaneTaken {
  /** With the settings of the lane; undefined: the reference forwarder, which is started for each scenario. */
  readonly profile: Profile | undefined;
  giveBack(): void;
}

/** The profile as each of its lanes has it. */
export const laneProfiles = (profile: Profile): readonly Profile[] => {
  const { driver } = profile;
  return driver.kind === 'remote' ? lanesOf(driver).map((settings) => ({ ...profile, driver: settings })) : [profile];
};

/** Lanes that nobody has, by profile. */
const free = new Map<string, Profile[]>();

/** Takes a lane of a black box; systems that the harness starts have as many as are asked for. Throws StandError when all are taken. */
export const takeLane = (profile: Profile | undefined): LaneTaken => {
  if (profile?.driver.kind !== 'remote') return { profile, giveBack: () => {} };
  const left = free.get(profile.file) ?? [...laneProfiles(profile)];
  free.set(profile.file, left);
  const lane = left.shift();
  if (lane === undefined) throw new StandError(`${profile.file}: more scenarios side by side than the profile has lanes`);
  return { profile: lane, giveBack: () => void left.push(lane) };
};
