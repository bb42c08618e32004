import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  YAMLMap,
  YAMLSeq,
  Document as YamlDocument,
} from 'yaml';
import type { JournalSettings } from '../work-queue.ts';

// Changes the settings of a configuration file and nothing else in it: only the top-level entries that have changed are written anew,
// by the YAML library and with the comments inside them; every other byte of the text stays.

type Policies = JournalSettings['policies'];
type Connector = Policies[number]['connector'];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const RENDERING = { lineWidth: 0, verifyAliasOrder: false } as const;

/** Short maps and lists on one line, as people write them. */
const flowNode = (document: Document, value: unknown): Node => document.createNode(value, { flow: true });

/** Sets one entry of a map, unless it says the same already; undefined removes it. */
const setEntry = (document: Document, map: YAMLMap, key: string, value: unknown): void => {
  const before = map.get(key, true);
  const current: unknown = isScalar(before) ? before.value : before === undefined ? undefined : map.toJS(document)?.[key];
  if (same(current, value)) return;
  if (value === undefined) map.delete(key);
  else map.set(key, typeof value === 'object' ? flowNode(document, value) : value);
};

const mapAt = (document: Document, key: string): YAMLMap => {
  const found = document.get(key, true);
  if (isMap(found)) return found;
  const fresh = new YAMLMap();
  document.set(key, fresh);
  return fresh;
};

const editConnector = (document: Document, { enabled, defaultIntakeAddress }: JournalSettings['threatDefenseConnector']): void => {
  const map = mapAt(document, 'threatDefenseConnector');
  // What is left out is on.
  if (map.has('enabled') || !enabled) setEntry(document, map, 'enabled', enabled);
  setEntry(document, map, 'defaultIntakeAddress', defaultIntakeAddress);
};

const connectorValue = (connector: Connector): unknown => (typeof connector === 'string' ? connector : { custom: connector.custom });

/** Criteria that are left out are not written down. */
const matchValue = ({ senders, recipients }: Policies[number]['match']): unknown => ({
  ...(senders === undefined ? {} : { senders }),
  ...(recipients === undefined ? {} : { recipients }),
});

const newPolicy = (document: Document, { name, match, connector }: Policies[number]): YAMLMap => {
  const map = new YAMLMap();
  setEntry(document, map, 'name', name);
  setEntry(document, map, 'match', matchValue(match));
  setEntry(document, map, 'connector', connectorValue(connector));
  return map;
};

const editPolicy = (document: Document, map: YAMLMap, { name, match, connector }: Policies[number]): YAMLMap => {
  setEntry(document, map, 'name', name);
  const criteria = map.get('match', true);
  if (isMap(criteria)) {
    setEntry(document, criteria, 'senders', match.senders);
    setEntry(document, criteria, 'recipients', match.recipients);
  } else {
    setEntry(document, map, 'match', matchValue(match));
  }
  setEntry(document, map, 'connector', connectorValue(connector));
  return map;
};

const editPolicies = (document: Document, policies: Policies, origins: ReadonlyMap<string, string>): void => {
  const found = document.get('policies', true);
  const list = isSeq(found) ? found : new YAMLSeq();
  const known = new Map<unknown, YAMLMap>();
  for (const item of list.items) if (isMap(item)) known.set(item.get('name'), item);
  list.items = policies.map((policy) => {
    const before = known.get(origins.get(policy.name));
    return before === undefined ? newPolicy(document, policy) : editPolicy(document, before, policy);
  });
  if (list !== found) document.set('policies', list);
};

const editDefaultPolicy = (document: Document, connector: Connector): void => {
  setEntry(document, mapAt(document, 'defaultPolicy'), 'connector', connectorValue(connector));
};

/** One top-level entry as text, without what stands before its key and after its value: that stays in the file as it is. */
const render = (pair: Pair<unknown, unknown>): string => {
  const { key, value } = pair;
  const document = new YamlDocument(new YAMLMap());
  const map = document.contents;
  if (isScalar(key)) {
    key.commentBefore = null;
    key.spaceBefore = false;
  }
  if (isMap(value) || isSeq(value)) value.comment = null;
  if (isMap(map)) map.items.push(pair as Pair<Node, Node>);
  return document.toString(RENDERING).trimEnd();
};

interface Entry {
  readonly start: number;
  readonly end: number;
}

/** Where each top-level entry lies in the text; undefined where the text is no block of entries. */
const entriesOf = (document: Document): ReadonlyMap<unknown, Entry> | undefined => {
  const { contents } = document;
  if (!isMap(contents) || contents.flow === true) return undefined;
  const entries = new Map<unknown, Entry>();
  for (const { key, value } of contents.items) {
    if (!isScalar(key) || !key.range) return undefined;
    const range = isScalar(value) || isMap(value) || isSeq(value) ? value.range : undefined;
    if (!range) return undefined;
    entries.set(key.value, { start: key.range[0], end: range[1] });
  }
  return entries;
};

const replaceEntries = (text: string, document: Document, entries: ReadonlyMap<unknown, Entry>, keys: readonly string[]): string => {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const pairs = isMap(document.contents) ? document.contents.items.filter(isPair) : [];
  let result = text;
  const ordered = keys
    .map((key) => ({ pair: pairs.find((pair) => isScalar(pair.key) && pair.key.value === key), entry: entries.get(key) }))
    .toSorted((a, b) => (b.entry?.start ?? Number.POSITIVE_INFINITY) - (a.entry?.start ?? Number.POSITIVE_INFINITY));
  // From the end backwards, so that places before stay what they are.
  for (const { pair, entry } of ordered) {
    if (pair === undefined) continue;
    const rendered = render(pair).replaceAll('\n', lineEnd);
    if (entry === undefined) {
      const gap = result === '' || result.endsWith('\n') ? '' : lineEnd;
      result = `${result}${gap}${rendered}${lineEnd}`;
      continue;
    }
    // The value of a block ends behind its last line end.
    const hadLineEnd = result.slice(entry.start, entry.end).endsWith('\n');
    result = `${result.slice(0, entry.start)}${rendered}${hadLineEnd ? lineEnd : ''}${result.slice(entry.end)}`;
  }
  return result;
};

/**
 * The text with other settings in it. `origins`: under which name in the text a policy is found; those that are not there are new.
 * The caller reads the result back: what cannot be edited this way must not be written.
 */
export const withSettings = (
  text: string,
  before: JournalSettings,
  after: JournalSettings,
  origins: ReadonlyMap<string, string>,
): readonly string[] => {
  const document = parseDocument(text);
  const entries = entriesOf(document);
  const changed: string[] = [];
  if (!same(before.threatDefenseConnector, after.threatDefenseConnector)) {
    editConnector(document, after.threatDefenseConnector);
    changed.push('threatDefenseConnector');
  }
  if (!same(before.policies, after.policies)) {
    editPolicies(document, after.policies, origins);
    changed.push('policies');
  }
  if (!same(before.defaultPolicy, after.defaultPolicy)) {
    editDefaultPolicy(document, after.defaultPolicy.connector);
    changed.push('defaultPolicy');
  }
  if (changed.length === 0) return [text];
  const whole = document.toString(RENDERING);
  return entries === undefined ? [whole] : [replaceEntries(text, document, entries, changed), whole];
};
