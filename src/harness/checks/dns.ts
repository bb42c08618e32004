import { connectionsSeen } from '../views/connections.ts';
import { type CaseFile, copiesOf, seqsOfCopies } from './case-file.ts';
import { departs, type Finding, inconclusive, seqsOf } from './finding.ts';

/** DNS-1 to DNS-3: the copy of the newest message came to this host, and to no other. */
export const copyCameTo = (file: CaseFile, host: string): Finding => {
  const message = file.sent.at(-1);
  const copies = message === undefined ? [] : copiesOf(file, message);
  const hostOf = new Map(connectionsSeen(file.evidence).map((view) => [view.connection, view.host]));
  const hosts = copies.map(({ evidence }) => hostOf.get(evidence.connection) ?? 'an unknown host');
  if (hosts.length === 1 && hosts[0] === host) return undefined;
  const observed = hosts.length === 0 ? 'no copy anywhere' : `a copy at ${hosts.join(' and ')}`;
  return departs(`the copy at ${host}`, observed, seqsOfCopies(copies));
};

/** No connection to the intake at all. */
export const noConnection = ({ evidence }: CaseFile): Finding => {
  const opened = connectionsSeen(evidence);
  if (opened.length === 0) return undefined;
  return departs(
    'no connection to the intake',
    `${opened.length} connections`,
    opened.map(({ openedSeq }) => openedSeq),
  );
};

/** RETRY-8, RETRY-9: the MX records of the intake domain were asked for so many times. */
export const lookUpCount = ({ evidence, intakeDomain }: CaseFile, wanted: number): Finding => {
  const queries = evidence.filter(
    (entry) => entry.type === 'dnsQueryReceived' && entry.qtype === 'MX' && entry.name.toLowerCase() === intakeDomain,
  );
  if (queries.length === 0) return inconclusive('the intake domain was never looked up');
  return queries.length === wanted ? undefined : departs(`${wanted} MX look-ups`, `${queries.length}`, seqsOf(queries));
};

/** DNS-4: a truncated answer is asked for again over TCP (RFC 7766). */
export const askedOverTcp = ({ evidence }: CaseFile): Finding => {
  const queries = evidence.filter((entry) => entry.type === 'dnsQueryReceived');
  if (queries.some(({ transport }) => transport === 'tcp')) return undefined;
  return departs('the truncated answer to be asked for again over TCP', 'no query over TCP', seqsOf(queries));
};
