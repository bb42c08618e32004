import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { FaultRule } from './rule.ts';

/** What is known of a journal connection at the moment at which a rule is asked for. */
export interface ConnectionFacts {
  readonly stage: SmtpStage;
  readonly connection: number;
  readonly mx: string;
  readonly attempt: number;
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly transaction?: number;
  /** Header lines, unfolded, of the outer and the inner message; known at end of data only. */
  readonly headers?: () => readonly string[];
}

export interface DnsFacts {
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
}

/**
 * True when `text` fits `pattern`: exact, `*` for any run of characters, case ignored.
 * Each piece between stars is searched once from left to right: no pattern takes long, whatever the text.
 */
export const globMatches = (pattern: string, text: string): boolean => {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  const firstStar = wanted.indexOf('*');
  if (firstStar === -1) return wanted === given;
  const lastStar = wanted.lastIndexOf('*');
  const tail = wanted.slice(lastStar + 1);
  const end = given.length - tail.length;
  if (!given.startsWith(wanted.slice(0, firstStar)) || !given.endsWith(tail)) return false;
  let from = firstStar;
  for (const piece of wanted.slice(firstStar, lastStar).split('*')) {
    const found = given.indexOf(piece, from);
    if (found === -1 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
};

const fits = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || (text !== undefined && globMatches(pattern, text));

export const ordinalFits = (wanted: number | number[] | undefined, value: number | undefined): boolean =>
  wanted === undefined || (value !== undefined && (Array.isArray(wanted) ? wanted.includes(value) : wanted === value));

type ConnectionRule = Exclude<FaultRule, { layer: 'dns' }>;

/** Does a rule for connections fit? Everything that the rule names must be known and equal. */
export const connectionRuleFits = (rule: ConnectionRule, facts: ConnectionFacts): boolean => {
  const { match } = rule;
  if (!fits(match.account, facts.account) || !fits(match.mx, facts.mx)) return false;
  if (!ordinalFits(match.connection, facts.connection) || !ordinalFits(match.attempt, facts.attempt)) return false;
  if ('stage' in match && match.stage !== undefined && match.stage !== facts.stage) return false;
  if ('to' in match && !fits(match.to, facts.to)) return false;
  if (rule.layer !== 'smtp') return true;
  const { from, transaction, header } = rule.match;
  if (!fits(from, facts.from) || !ordinalFits(transaction, facts.transaction)) return false;
  return header === undefined || (facts.headers?.().some((line) => globMatches(header, line)) ?? false);
};

type DnsRule = Extract<FaultRule, { layer: 'dns' }>;

/** Does a DNS rule fit, its `query` ordinal aside (the engine counts that)? A final dot of the name is ignored. */
export const dnsRuleFits = (rule: DnsRule, facts: DnsFacts): boolean =>
  fits(rule.match.name?.replace(/\.$/, ''), facts.name.replace(/\.$/, '')) &&
  fits(rule.match.type, facts.type) &&
  fits(rule.match.transport, facts.transport);
