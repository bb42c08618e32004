import { choiceText, type Policy, type Settings, sameChoice } from './settings.ts';

/** A policy with the name that it has in the settings in force; undefined: it is new. */
export interface EditedPolicy {
  readonly policy: Policy;
  readonly origin: string | undefined;
}

const quoted = (patterns: readonly string[]): string => (patterns.length === 0 ? 'any' : patterns.join(', '));

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, at) => text === b[at]);

const connectorChanges = (before: Settings['connector'], after: Settings['connector']): string[] => {
  const sentences: string[] = [];
  if (before.enabled !== after.enabled) sentences.push(`Threat Defense Connector turned ${after.enabled ? 'on' : 'off'}.`);
  const [from, to] = [before.defaultIntakeAddress, after.defaultIntakeAddress];
  if (from === to) return sentences;
  if (from === null) sentences.push(`Default message intake address set to ${to}.`);
  else if (to === null) sentences.push(`Default message intake address ${from} removed.`);
  else sentences.push(`Default message intake address changed from ${from} to ${to}.`);
  return sentences;
};

const policyChanges = (before: Policy, after: Policy): string[] => {
  const sentences: string[] = [];
  const name = `Policy "${after.name}"`;
  if (before.name !== after.name) sentences.push(`Policy "${before.name}" renamed to "${after.name}".`);
  for (const [title, from, to] of [
    ['senders', before.senders, after.senders],
    ['recipients', before.recipients, after.recipients],
  ] as const) {
    if (!sameList(from, to)) sentences.push(`${name}: ${title} changed from ${quoted(from)} to ${quoted(to)}.`);
  }
  if (!sameChoice(before.connector, after.connector)) {
    sentences.push(`${name}: Threat Defense Connector changed from ${choiceText(before.connector)} to ${choiceText(after.connector)}.`);
  }
  return sentences;
};

/** The places of a longest run that still rises: what is not in it was moved. */
const unmoved = (places: readonly number[]): ReadonlySet<number> => {
  const lengths: number[] = [];
  const before: number[] = [];
  let end = -1;
  places.forEach((place, at) => {
    lengths[at] = 1;
    before[at] = -1;
    for (let earlier = 0; earlier < at; earlier += 1) {
      const length = (lengths[earlier] ?? 0) + 1;
      if ((places[earlier] ?? 0) > place || length <= (lengths[at] ?? 0)) continue;
      lengths[at] = length;
      before[at] = earlier;
    }
    if (end === -1 || (lengths[at] ?? 0) > (lengths[end] ?? 0)) end = at;
  });
  const kept = new Set<number>();
  for (let at = end; at !== -1; at = before[at] ?? -1) kept.add(places[at] ?? -1);
  return kept;
};

const tableChanges = (before: readonly Policy[], after: readonly EditedPolicy[]): string[] => {
  const sentences: string[] = [];
  const kept = new Set(after.map(({ origin }) => origin));
  for (const { name } of before) if (!kept.has(name)) sentences.push(`Policy "${name}" deleted.`);
  const placeOf = (origin: string | undefined): number => before.findIndex(({ name }) => name === origin);
  const still = unmoved(after.map(({ origin }) => placeOf(origin)).filter((place) => place !== -1));
  after.forEach(({ policy, origin }, index) => {
    const known = before[placeOf(origin)];
    if (known === undefined) {
      sentences.push(`Policy "${policy.name}" added at position ${index + 1}: ${choiceText(policy.connector)}.`);
      return;
    }
    sentences.push(...policyChanges(known, policy));
    if (!still.has(placeOf(origin))) sentences.push(`Policy "${policy.name}" moved to position ${index + 1}.`);
  });
  return sentences;
};

/** One sentence for each change, in the order of the menus. */
export const changesBetween = (before: Settings, after: Settings, edited: readonly EditedPolicy[]): string[] => {
  const [from, to] = [before.defaultPolicy.connector, after.defaultPolicy.connector];
  return [
    ...connectorChanges(before.connector, after.connector),
    ...tableChanges(before.policies, edited),
    ...(sameChoice(from, to) ? [] : [`Default Policy: Threat Defense Connector changed from ${choiceText(from)} to ${choiceText(to)}.`]),
  ];
};
