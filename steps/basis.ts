import { loadRegistry } from '../src/harness/registry.ts';

/** A scenario with this tag measures and reports: what it finds missing is a warning, whatever the basis. */
const ADVISORY_TAG = '@advisory';

const registry = loadRegistry();

/** Are all of these requirements inferred, so that a departure from them is a warning only? */
export const allInferred = (ids: readonly string[]): boolean => {
  const bases = ids.flatMap((id) => registry.requirements.get(id)?.basis ?? []);
  return bases.length > 0 && bases.every((basis) => basis === 'inferred');
};

/** Is a departure in a scenario with these tags a warning only? */
export const warnsOnly = (tags: readonly string[]): boolean => tags.includes(ADVISORY_TAG) || allInferred(tags.map((tag) => tag.slice(1)));
