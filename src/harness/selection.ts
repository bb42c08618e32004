import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';
import { nearest, type Registry } from './registry.ts';

/** The caller asked for something that does not exist. The message says what, and what was probably meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Which scenarios to run. Empty: all. */
export interface Selection {
  readonly ids: readonly string[];
  /** Absolute paths of features, with `:line` where given. */
  readonly files: readonly string[];
  /** A Cucumber tag expression, to be met as well. */
  readonly tags: string;
  /** Of all these only one telling scenario for each requirement (features/quick.yaml). */
  readonly quick?: boolean;
}

export const EVERYTHING: Selection = { ids: [], files: [], tags: '' };

/** The tag of scenarios that wait for minutes on the wall clock. */
export const WAITING_TAG = '@waits';

export const isEverything = ({ ids, files, tags, quick = false }: Selection): boolean =>
  ids.length === 0 && files.length === 0 && tags === '' && !quick;

const looksLikeId = (word: string): boolean => /^@?[A-Za-z]+(-\d+)?$/.test(word) && !existsSync(word);

function idsMeant(word: string, registry: Registry): string[] {
  const wanted = word.replace(/^@/, '').toUpperCase();
  const section = registry.sections.find((candidate) => candidate.section === wanted);
  if (section !== undefined) return section.requirements.map((requirement) => requirement.id);
  if (registry.requirements.has(wanted)) return [wanted];
  const meant = nearest(wanted, [...registry.requirements.keys(), ...registry.sections.map((candidate) => candidate.section)]);
  const hint = meant === undefined ? 'see "setd list" for all of them' : `did you mean ${meant}?`;
  throw new UsageError(`${word}: there is no such requirement; ${hint}`);
}

function fileMeant(word: string, cwd: string): string {
  const [, path = word, lines = ''] = /^(.*?)((?::\d+)*)$/.exec(word) ?? [];
  const found = [resolve(cwd, path), resolve(PACKAGE_ROOT, path)].find((candidate) => existsSync(candidate));
  if (found === undefined) throw new UsageError(`${word}: neither a requirement id nor a file that exists`);
  return `${found}${lines}`;
}

/**
 * Understands what was named: requirement ids (`RETRY-3`), whole sections (`RETRY`), feature files and folders,
 * these relative to the working directory or else to the package. Throws UsageError.
 */
export function parseSelection(words: readonly string[], tags: string, registry: Registry, cwd: string): Selection {
  const [ids, files] = [words.filter(looksLikeId), words.filter((word) => !looksLikeId(word))];
  return {
    ids: [...new Set(ids.flatMap((word) => idsMeant(word, registry)))],
    files: files.map((word) => fileMeant(word, cwd)),
    tags,
  };
}

/** The requirement named, or a UsageError with what was probably meant. */
export function requirementMeant(word: string, registry: Registry): string {
  const [id, ...more] = idsMeant(word, registry);
  if (id === undefined || more.length > 0) throw new UsageError(`${word}: name one requirement, such as ${id ?? 'RETRY-3'}`);
  return id;
}

/** The tag expression that holds where both do; an empty one holds everywhere. */
export const both = (one: string, other: string): string => {
  const parts = [one, other].filter((part) => part !== '');
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(' and ') : (parts[0] ?? '');
};

/** The tag expression that selects by ids and tags; empty for everything. */
export const tagExpressionOf = ({ ids, tags }: Selection): string => both(ids.map((id) => `@${id}`).join(' or '), tags);

/** What was asked for, in words. */
export function describeSelection({ ids, files, tags, quick = false }: Selection): string {
  const shown = files.map((file) => (file.startsWith(PACKAGE_ROOT) ? relative(PACKAGE_ROOT, file) : file));
  const parts = [quick ? 'one scenario for each requirement' : '', ids.join(', '), shown.join(', '), tags === '' ? '' : `tags ${tags}`];
  return parts.filter((part) => part !== '').join('; ');
}
