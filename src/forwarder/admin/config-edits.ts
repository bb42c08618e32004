import { type Document, isMap, isNode, isScalar, isSeq, type Node, type Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { JournalSettings } from '../work-queue.ts';

type Policy = JournalSettings['policies'][number];

/** A piece of the text that another one takes the place of. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const SETTINGS_KEYS = ['threatDefenseConnector', 'policies', 'defaultPolicy'] as const;
export type SettingsKey = (typeof SETTINGS_KEYS)[number];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Such text means itself in YAML, wherever it stands. */
const PLAIN = /^[A-Za-z][\w.@+-]*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off)$/i;

/** The value as text, quoted as the one before it. */
const scalarText = ({ type }: Scalar, value: string | boolean): string => {
  if (typeof value === 'boolean') return String(value);
  if (type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  return type === 'PLAIN' && PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
};

/** Criteria that are left out are not written down. */
const matchValue = ({ senders, recipients }: Policy['match']) => ({
  ...(senders === undefined ? {} : { senders }),
  ...(recipients === undefined ? {} : { recipients }),
});

/** What stands between the key of a list and its first entry is about that entry, and goes where it goes. */
const giveCommentToFirst = (list: YAMLSeq): void => {
  const [first] = list.items;
  if (!isNode(first) || !list.commentBefore) return;
  first.commentBefore = [list.commentBefore, first.commentBefore].filter(Boolean).join('\n');
  list.commentBefore = null;
};

/**
 * Brings a document to other settings. A single value is exchanged in place; where more has to change, the whole top-level entry
 * is marked to be written anew, with the comments in it.
 */
export class SettingsEditor {
  readonly edits: TextEdit[] = [];
  readonly rebuilt = new Set<SettingsKey>();
  private readonly document: Document;

  constructor(document: Document) {
    this.document = document;
  }

  connector({ enabled, defaultIntakeAddress }: JournalSettings['threatDefenseConnector']): void {
    const map = this.mapAt('threatDefenseConnector');
    // What is left out is on.
    if (map.has('enabled') || !enabled) this.set('threatDefenseConnector', map, 'enabled', enabled);
    this.set('threatDefenseConnector', map, 'defaultIntakeAddress', defaultIntakeAddress);
  }

  /** `origins`: under which name in the document a policy is found; those that are not there are new. */
  policies(policies: readonly Policy[], origins: ReadonlyMap<string, string>): void {
    const found = this.document.get('policies', true);
    const list = isSeq(found) ? found : new YAMLSeq();
    const before = list.items;
    const known = new Map<unknown, YAMLMap>();
    for (const item of before) if (isMap(item)) known.set(item.get('name'), item);
    giveCommentToFirst(list);
    list.items = policies.map((policy) => this.policy(known.get(origins.get(policy.name)) ?? new YAMLMap(), policy));
    if (list !== found) this.document.set('policies', list);
    if (list.items.length !== before.length || list.items.some((item, place) => item !== before[place])) this.rebuilt.add('policies');
  }

  defaultPolicy({ connector }: JournalSettings['defaultPolicy']): void {
    this.set('defaultPolicy', this.mapAt('defaultPolicy'), 'connector', connector);
  }

  private policy(map: YAMLMap, { name, match, connector }: Policy): YAMLMap {
    this.set('policies', map, 'name', name);
    const criteria = map.get('match', true);
    if (isMap(criteria)) {
      this.set('policies', criteria, 'senders', match.senders);
      this.set('policies', criteria, 'recipients', match.recipients);
    } else {
      this.set('policies', map, 'match', matchValue(match));
    }
    this.set('policies', map, 'connector', connector);
    return map;
  }

  private mapAt(key: SettingsKey): YAMLMap {
    const found = this.document.get(key, true);
    if (isMap(found)) return found;
    const fresh = new YAMLMap();
    this.document.set(key, fresh);
    this.rebuilt.add(key);
    return fresh;
  }

  /** Sets one entry of a map, unless it says the same already; undefined removes it. */
  private set(top: SettingsKey, map: YAMLMap, key: string, value: unknown): void {
    const before = map.get(key, true);
    if (same(this.read(before), value)) return;
    if (isScalar(before) && before.range && (typeof value === 'string' || typeof value === 'boolean')) {
      const [start, end] = before.range;
      this.edits.push({ start, end, text: scalarText(before, value) });
      before.value = value;
      return;
    }
    this.rebuilt.add(top);
    if (value === undefined) map.delete(key);
    // Short maps and lists on one line, as people write them.
    else map.set(key, this.document.createNode(value, { flow: true }));
  }

  private read(node: unknown): unknown {
    if (isScalar(node)) return node.value;
    return isMap(node) || isSeq(node) ? (node satisfies Node).toJS(this.document) : undefined;
  }
}
