import { loadRegistry } from '../src/harness/registry.ts';

/** A scenario with this tag measures and reports: what it finds missing is a warning, whatever the basis. */
const ADVISORY_TAG = '@advisory';

const registry = loadRegistry();

/** Is a departure in a scenario with these tags a warning only? So it is if all its requirements are inferred. */
export const warnsOnly = (tags: readonly string[]): boolean => {
  if (tags.includes(ADVISORY_TAG)) return true;
  const bases = tags.flatMap((tag) => registry.requirements.get(tag.slice(1))?.basis ?? []);
  return bases.length > 0 && bases.every((basis) => basis === 'inferred');
};
