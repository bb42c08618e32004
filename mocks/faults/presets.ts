import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { FaultRule, FaultRuleInput } from './rule.ts';
import { faultRulesSchema } from './rule.ts';

// Faults ready to be armed: one or more for each row of the documented retry table, so that a person can play it through by hand.

/** A set of rules for one row of the retry table. */
export interface FaultPreset {
  readonly id: string;
  /** The row, by the id of its requirement. */
  readonly requirement: string;
  readonly title: string;
  /** What the gateway is expected to do. */
  readonly expectation: string;
  /** Stages at which it can be armed, the usual one first; empty where the fault has a place of its own. */
  readonly stages: readonly SmtpStage[];
  readonly rulesAt: (stage: SmtpStage) => readonly FaultRuleInput[];
}

const REPLY_STAGES = ['RCPT TO', 'greeting', 'EHLO', 'EHLO over TLS', 'MAIL FROM', 'DATA', 'end of data'] as const satisfies SmtpStage[];
const NETWORK_STAGES = [...REPLY_STAGES, 'message'] as const satisfies SmtpStage[];

const ONE_ATTEMPT = 'one attempt, then the copy has failed';
const TWO_ATTEMPTS = 'two attempts, then the copy has failed';
const DELIVERED_SECOND = 'the second attempt delivers the copy';
const TLS_ERROR = 'one attempt, then the copy has failed with "TLS Error"';

type Row = Omit<FaultPreset, 'stages' | 'rulesAt'>;
type ActionOf<Layer extends FaultRule['layer']> = Extract<FaultRuleInput, { layer: Layer }>['do'];

const row = (requirement: string, id: string, title: string, expectation: string): Row => ({ id, requirement, title, expectation });

const replies = (about: Row, reply: string, match: { readonly attempt?: number } = {}): FaultPreset => ({
  ...about,
  stages: REPLY_STAGES,
  rulesAt: (stage) => [{ id: about.id, layer: 'smtp', match: { stage, ...match }, do: { reply } }],
});

const network = (about: Row, action: ActionOf<'tcp'>, match: { readonly attempt?: number } = {}): FaultPreset => ({
  ...about,
  stages: NETWORK_STAGES,
  rulesAt: (stage) => [{ id: about.id, layer: 'tcp', match: { stage, ...match }, do: action }],
});

/** Faults whose place is fixed. */
const fixed = (about: Row, ...rules: readonly FaultRuleInput[]): FaultPreset => ({ ...about, stages: [], rulesAt: () => rules });

const tls = (id: string, title: string, action: ActionOf<'tls'>): FaultPreset =>
  fixed(row('RETRY-6', id, title, TLS_ERROR), { id, layer: 'tls', do: action });

const certificate = (id: string, title: string, fault: NonNullable<ActionOf<'tls'>['certificate']>): FaultPreset =>
  fixed(row('TLS-5', id, title, `${TLS_ERROR} where the gateway verifies certificates, delivery where it does not`), {
    id,
    layer: 'tls',
    do: { certificate: fault },
  });

const dns = (requirement: string, id: string, title: string, expectation: string, action: ActionOf<'dns'>): FaultPreset =>
  fixed(row(requirement, id, title, expectation), { id, layer: 'dns', match: { type: 'MX' }, do: action });

const later = (id: string, stage: SmtpStage, reply: string): FaultRuleInput => ({ id, layer: 'smtp', match: { stage }, do: { reply } });
const once = (rule: FaultRuleInput): FaultRuleInput => ({ ...rule, times: 1 });

/** In the order of the table. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  replies(row('RETRY-1', 'final-reply', 'A 5xx reply', ONE_ATTEMPT), '550 5.1.1 no such mailbox'),
  replies(row('RETRY-2', 'temporary-reply', 'A 4xx reply', TWO_ATTEMPTS), '451 4.3.0 try later'),
  replies(row('RETRY-3', 'bad-sequence', '503, which counts as temporary', TWO_ATTEMPTS), '503 5.5.1 bad sequence of commands'),
  replies(row('RETRY-4', 'storage-exceeded', '552, which counts as temporary', TWO_ATTEMPTS), '552 5.2.2 mailbox full'),
  replies(row('RETRY-5', 'temporary-once', 'A 4xx reply to the first attempt', DELIVERED_SECOND), '451 4.3.0 try later', { attempt: 1 }),
  tls('no-starttls', 'STARTTLS is not offered', { notOffered: true }),
  tls('starttls-refused', 'STARTTLS is answered 454', { reply: '454 4.7.0 TLS not available due to temporary reason' }),
  tls('tls-garbage', 'Bytes that are no TLS instead of a handshake', { garbage: true }),
  tls('tls-closed', 'The connection closes in the handshake', { abort: true }),
  tls('tls-reset', 'The connection is reset in the handshake', { reset: true }),
  tls('tls-alert', 'The handshake is refused with an alert', { alert: true }),
  tls('tls-silence', 'The handshake is never answered', { stall: true }),
  tls('tls-too-old', 'Nothing newer than TLS 1.1', { maxVersion: 'TLSv1.1' }),
  certificate('certificate-expired', 'An expired certificate', 'expired'),
  certificate('certificate-not-yet-valid', 'A certificate that is not yet valid', 'not-yet-valid'),
  certificate('certificate-wrong-host', 'A certificate for another host', 'wrong-host'),
  certificate('certificate-self-signed', 'A self-signed certificate', 'self-signed'),
  certificate('certificate-unknown-issuer', 'A certificate of an unknown issuer', 'unknown-issuer'),
  fixed(row('RETRY-7', 'refused', 'Connections are refused', TWO_ATTEMPTS), { id: 'refused', layer: 'tcp', do: { refuse: true } }),
  network(row('RETRY-7', 'reset', 'The connection is reset', TWO_ATTEMPTS), { reset: true }),
  network(row('RETRY-7', 'closed', 'The connection closes without a reply', TWO_ATTEMPTS), { close: true }),
  network(row('RETRY-7', 'silence', 'The intake falls silent', TWO_ATTEMPTS), { stall: true }),
  network(row('RETRY-7', 'reset-once', 'The connection is reset at the first attempt', DELIVERED_SECOND), { reset: true }, { attempt: 1 }),
  dns('RETRY-8', 'dns-servfail', 'The name server answers SERVFAIL', TWO_ATTEMPTS, { rcode: 'SERVFAIL' }),
  dns('RETRY-8', 'dns-refused', 'The name server answers REFUSED', TWO_ATTEMPTS, { rcode: 'REFUSED' }),
  dns('RETRY-8', 'dns-silence', 'The name server does not answer', TWO_ATTEMPTS, { noAnswer: true }),
  dns('RETRY-9', 'no-such-domain', 'The intake domain does not exist', 'one look-up, no connection, hard bounce 5.1.2 at once', {
    rcode: 'NXDOMAIN',
  }),
  fixed(
    row('RETRY-10', 'two-kinds', '451 at MAIL FROM once, then 503 at RCPT TO', TWO_ATTEMPTS),
    later('two-kinds-then', 'RCPT TO', '503 5.5.1 bad sequence of commands'),
    once(later('two-kinds-first', 'MAIL FROM', '451 4.3.0 try later')),
  ),
  fixed(
    row('RETRY-11', 'final-at-retry', '451 once, then 550', TWO_ATTEMPTS),
    later('final-at-retry-then', 'RCPT TO', '550 5.1.1 no such mailbox'),
    once(later('final-at-retry-first', 'RCPT TO', '451 4.3.0 try later')),
  ),
  replies(
    row('RETRY-12', 'side-by-side', 'A 4xx reply to copies that are sent side by side', 'two attempts for each copy'),
    '452 4.3.1 out of storage',
  ),
  replies(row('RETRY-13', 'code-decides-final', '550 with an enhanced code of the 4 kind', ONE_ATTEMPT), '550 4.2.1 try later'),
  replies(row('RETRY-13', 'code-decides-temporary', '451 with an enhanced code of the 5 kind', TWO_ATTEMPTS), '451 5.7.1 refused'),
  {
    ...row('RETRY-14', 'no-reply', 'A line that is no SMTP reply', TWO_ATTEMPTS),
    stages: REPLY_STAGES,
    rulesAt: (stage) => [{ id: 'no-reply', layer: 'smtp', match: { stage }, do: { rawReply: 'what?\r\n' } }],
  },
  replies(
    row('RETRY-15', 'wait-before-retry', 'A 4xx reply to the first attempt, to measure the wait', 'the retry begins within 120 seconds'),
    '450 4.2.1 mailbox busy',
    { attempt: 1 },
  ),
];

/** The rules of a preset; undefined for a stage at which it cannot be armed. */
export const presetRules = ({ stages, rulesAt }: FaultPreset, stage?: SmtpStage): FaultRule[] | undefined => {
  const [usual = 'RCPT TO'] = stages;
  if (stage !== undefined && !stages.includes(stage)) return undefined;
  return faultRulesSchema.parse(rulesAt(stage ?? usual));
};
