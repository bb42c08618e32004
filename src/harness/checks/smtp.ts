import type { CommandReceived, Evidence, ReplySent } from '../../evidence/events.ts';
import { isHurried, isMailCommand } from '../views/commands.ts';
import { handOversSeen } from '../views/hand-overs.ts';
import { type CaseFile, copiesOf, type SentMessage, seqsOfCopies } from './case-file.ts';
import { departs, type Finding, inconclusive, seqsOf } from './finding.ts';
import { surplusSeen } from './ledger.ts';

/** The extension behind each parameter of MAIL FROM, by the parameter's name. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  ['SIZE', 'SIZE'],
  ['BODY', '8BITMIME'],
  ['SMTPUTF8', 'SMTPUTF8'],
  ['RET', 'DSN'],
  ['ENVID', 'DSN'],
  ['AUTH', 'AUTH'],
  ['REQUIRETLS', 'REQUIRETLS'],
]);

/** Keywords of an EHLO reply; its first line is the server's name. */
const offeredIn = ({ text }: ReplySent): Set<string> =>
  new Set(
    text
      .split('\r\n')
      .slice(1)
      .map((line) => (line.slice(4).split(' ', 1)[0] ?? '').toUpperCase()),
  );

/** What a command makes use of that must have been offered. */
const usedIn = ({ line }: CommandReceived): string[] => {
  if (/^BDAT\b/i.test(line)) return ['CHUNKING'];
  if (!isMailCommand(line)) return [];
  const parameters = line.slice(line.lastIndexOf('>') + 1).trim();
  return parameters === '' ? [] : parameters.split(/\s+/).map((parameter) => (parameter.split('=', 1)[0] ?? '').toUpperCase());
};

/** SMTP-3: every extension that is used was offered in the last EHLO reply of the connection; proved only if mail was begun. */
export const onlyOfferedUsed = ({ evidence }: CaseFile): Finding => {
  const offered = new Map<number, Set<string>>();
  /** Connections whose last command was one that may come at any time: the reply to it offers nothing. */
  const besides = new Set<number>();
  let begun = false;
  for (const entry of evidence) {
    if (entry.type === 'replySent' && entry.stage === 'EHLO over TLS' && !besides.has(entry.connection))
      offered.set(entry.connection, offeredIn(entry));
    if (isHurried(entry)) {
      return departs('PIPELINING only where it is offered', entry.detail, [entry.seq]);
    }
    if (entry.type !== 'commandReceived') continue;
    if (/^(?:RSET|NOOP)\b/i.test(entry.line)) besides.add(entry.connection);
    else besides.delete(entry.connection);
    begun ||= isMailCommand(entry.line);
    const stray = usedIn(entry).find((word) => offered.get(entry.connection)?.has(NEEDS.get(word) ?? word) !== true);
    if (stray !== undefined) return departs(`${NEEDS.get(stray) ?? stray} only where it is offered`, `"${entry.line}"`, [entry.seq]);
  }
  return begun ? undefined : inconclusive('no transaction was ever begun');
};

const goesAhead = (entry: Evidence): boolean => entry.type === 'replySent' && entry.stage === 'DATA' && entry.text.startsWith('354');

/** SMTP-3: a copy over the announced SIZE is not sent; proved only if the system heard of the limit. */
export const notSentInVain = ({ evidence }: CaseFile): Finding => {
  const heard = evidence.some((entry) => entry.type === 'replySent' && entry.stage === 'EHLO over TLS' && /SIZE \d/.test(entry.text));
  if (!heard) return inconclusive('the system never heard of the limit');
  const begun = evidence.filter(goesAhead);
  return begun.length === 0 ? undefined : departs('a copy over the announced SIZE not to be sent', 'DATA was begun', seqsOf(begun));
};

/** How often a copy can be there when the answer to its first delivery was in doubt. */
const MOST = 2;

/** SMTP-4: cut where nobody knows who has the copy, it is there once or twice; lost and multiplied are told apart. */
export const safeAtCommit = (file: CaseFile, message: SentMessage): Finding => {
  const copies = copiesOf(file, message);
  const expected = 'the copy at the intake, twice at most';
  if (copies.length === 0) return departs(expected, 'it is lost', seqsOf(handOversSeen(file.evidence).map(({ copy }) => copy)));
  if (copies.length > MOST) return departs(expected, `it is there ${copies.length} times`, seqsOfCopies(copies));
  const [surplus] = surplusSeen(file);
  if (surplus === undefined) return undefined;
  return departs('no second copy after an answer that came whole', `it was taken ${surplus.taken} times`, surplus.seqs);
};
