import { Document, isCollection, isMap, isScalar, type Pair, parseDocument } from 'yaml';
import type { JournalSettings } from '../work-queue.ts';
import { SETTINGS_KEYS, SettingsEditor, type TextEdit } from './config-edits.ts';

// Changes the settings in the text of a configuration file and nothing else: a single value is exchanged where it stands, an entry that
// changes in its structure is written anew by the YAML library with the comments inside it; every other byte of the text stays.

const RENDERING = { lineWidth: 0, verifyAliasOrder: false } as const;

/** One top-level entry as text, without what stands before its key and after its value: that stays in the file as it is. */
const render = ({ key, value }: Pair): string => {
  if (isScalar(key)) {
    key.commentBefore = null;
    key.spaceBefore = false;
  }
  if (isCollection(value)) value.comment = null;
  const document = new Document({});
  document.set(key, value);
  return document.toString(RENDERING).trimEnd();
};

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where each top-level entry lies in the text; undefined where the text is no block of entries. */
const placesOf = ({ contents }: Document.Parsed): ReadonlyMap<unknown, Place> | undefined => {
  if (!isMap(contents) || contents.flow === true) return undefined;
  const places = new Map<unknown, Place>();
  for (const { key, value } of contents.items) {
    if (!isScalar(key) || !value) return undefined;
    places.set(key.value, { start: key.range[0], end: value.range[1] });
  }
  return places;
};

const apply = (text: string, edits: readonly TextEdit[]): string => {
  let result = text;
  // From the end backwards, so that places before stay what they are.
  for (const { start, end, text: piece } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + piece + result.slice(end);
  }
  return result;
};

/** The text with its values exchanged and the marked entries written anew. */
const spliced = (text: string, document: Document.Parsed, places: ReadonlyMap<unknown, Place>, editor: SettingsEditor): string => {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const edits = [...editor.edits];
  const added: string[] = [];
  for (const name of editor.rebuilt) {
    const pair = isMap(document.contents) ? document.contents.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    if (pair === undefined) continue;
    const rendered = render(pair).replaceAll('\n', lineEnd);
    const place = places.get(name);
    if (place === undefined) {
      added.push(`${rendered}${lineEnd}`);
      continue;
    }
    const { start, end } = place;
    // The value of a block ends behind its last line end.
    edits.push({ start, end, text: text.slice(start, end).endsWith('\n') ? `${rendered}${lineEnd}` : rendered });
  }
  const outermost = edits.filter((edit) => !edits.some((other) => other !== edit && other.start <= edit.start && edit.end <= other.end));
  const result = apply(text, outermost);
  return result + (added.length > 0 && result !== '' && !result.endsWith('\n') ? lineEnd : '') + added.join('');
};

/**
 * The text with other settings in it: what to try first, then the whole document written anew. `origins`: under which name in the text
 * a policy is found. The caller reads the result back: what does not say the settings must not be written.
 */
export const withSettings = (
  text: string,
  before: JournalSettings,
  after: JournalSettings,
  origins: ReadonlyMap<string, string>,
): readonly string[] => {
  const document = parseDocument(text);
  const places = placesOf(document);
  const editor = new SettingsEditor(document);
  const [connector, policies, defaultPolicy] = SETTINGS_KEYS.map((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (connector) editor.connector(after.threatDefenseConnector);
  if (policies) editor.policies(after.policies, origins);
  if (defaultPolicy) editor.defaultPolicy(after.defaultPolicy);
  const whole = document.toString(RENDERING);
  return places === undefined ? [whole] : [spliced(text, document, places, editor), whole];
};
