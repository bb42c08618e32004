import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY_FOLDER } from './package-root.ts';
import { catalogueSchema, pinnedSchema, type Requirement, type Section, sectionSchema } from './requirement.ts';
import { ConfigError, readYaml } from './yaml-file.ts';

/** Every requirement, in reading order. */
export interface Registry {
  readonly revision: string;
  readonly documents: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** Number of scenarios that a full run must hold. */
  readonly pinnedScenarios: number;
}

const CATALOGUE = 'catalogue.yaml';
const PINNED = 'pinned.yaml';

function checkSection(file: string, name: string, section: Section, documents: Readonly<Record<string, string>>): void {
  if (section.section !== name) throw new ConfigError(`${file}: section: expected ${name}, found ${section.section}`);
  section.requirements.forEach((entry, index) => {
    const at = `${file}: requirements[${index}]`;
    if (!entry.id.startsWith(`${name}-`)) throw new ConfigError(`${at}.id: ${entry.id} does not belong to section ${name}`);
    if (documents[entry.source.document] === undefined) {
      throw new ConfigError(`${at}.source.document: "${entry.source.document}" is not listed under documents in ${CATALOGUE}`);
    }
  });
}

function refuseStrayFiles(folder: string, known: ReadonlySet<string>): void {
  const stray = readdirSync(folder).find((file) => file.endsWith('.yaml') && !known.has(file));
  if (stray !== undefined) throw new ConfigError(`${stray}: not listed under sections in ${CATALOGUE}`);
}

/**
 * Reads the requirement registry from its folder.
 * Throws ConfigError, naming file and key, for unknown keys, ids given twice, files left out of the catalogue, and the like.
 */
export function loadRegistry(folder: string = REGISTRY_FOLDER): Registry {
  if (!existsSync(folder)) throw new ConfigError(`${folder}: the requirement registry is not there`);
  const catalogue = readYaml(join(folder, CATALOGUE), catalogueSchema, CATALOGUE);
  const requirements = new Map<string, Requirement>();
  const files = new Set([CATALOGUE, PINNED]);
  const sections = catalogue.sections.map((name) => {
    const file = `${name.toLowerCase()}.yaml`;
    if (files.has(file)) throw new ConfigError(`${CATALOGUE}: sections: ${name} is listed twice`);
    files.add(file);
    const section = readYaml(join(folder, file), sectionSchema, file);
    checkSection(file, name, section, catalogue.documents);
    for (const entry of section.requirements) {
      if (requirements.has(entry.id)) throw new ConfigError(`${file}: the id ${entry.id} is used twice; ids are never reused`);
      requirements.set(entry.id, entry);
    }
    return section;
  });
  refuseStrayFiles(folder, files);
  const pinned = readYaml(join(folder, PINNED), pinnedSchema, PINNED);
  return { revision: catalogue.revision, documents: catalogue.documents, sections, requirements, pinnedScenarios: pinned.scenarios };
}

/** Number of single-character edits between two words. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** The candidate that a mistyped word most likely meant; undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toUpperCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toUpperCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best !== undefined && best.distance <= Math.max(2, Math.floor(wanted.length / 2)) ? best.candidate : undefined;
}
