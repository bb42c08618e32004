/** Longest label and longest name, in octets on the wire (RFC 1035 section 2.3.4). */
export const LONGEST_LABEL = 63;
export const LONGEST_NAME = 255;

/** A name as the zone keeps it: lower case, no final dot; the root is the empty string. */
export const canonicalName = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();

/** What is wrong with a name that someone wrote down; undefined when nothing is. The root is written `.`. */
export const nameProblem = (name: string): string | undefined => {
  if (name === '.') return undefined;
  const plain = name.endsWith('.') ? name.slice(0, -1) : name;
  if (plain === '') return 'expected a domain name; the root is written "."';
  for (const label of plain.split('.')) {
    if (label === '') return `"${name}" has an empty label`;
    if (label === '*') return `"${name}": wildcards are not supported; name each host`;
    if (label.length > LONGEST_LABEL) return `"${name}" has a label of ${label.length} octets; ${LONGEST_LABEL} are allowed`;
    if (!/^[\w-]+$/.test(label)) return `"${name}": a label may hold letters, digits, "-" and "_"; write other scripts as xn--…`;
  }
  const octets = plain.length + 2;
  return octets > LONGEST_NAME ? `a name of ${octets} octets; ${LONGEST_NAME} are allowed` : undefined;
};

/** A name for people: octets that are not printable ASCII as `\DDD`, as in a zone file; the root as `.`. */
export const printableName = (name: string): string => {
  if (name === '') return '.';
  return name.replace(/[^\x21-\x7e]/g, (octet) => `\\${octet.charCodeAt(0).toString().padStart(3, '0')}`);
};

/** The names above `name`, nearest first, the root (an empty string) last. */
export const ancestorsOf = (name: string): string[] => {
  const above: string[] = [];
  let rest = name;
  while (rest !== '') {
    const dot = rest.indexOf('.');
    rest = dot < 0 ? '' : rest.slice(dot + 1);
    above.push(rest);
  }
  return above;
};
