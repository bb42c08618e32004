import { defineParameterType } from '@cucumber/cucumber';
import type { FaultRuleInput } from '../mocks/faults/rule.ts';
import type { PolicyRole } from '../src/harness/drivers/driver.ts';
import { BODIES } from '../src/harness/test-message.ts';
import { SMTP_STAGES } from '../src/smtp/stage.ts';

/** How often a fault shows, as a part of a rule. */
export type Frequency = { readonly times?: number; readonly attempt?: number };
type Layer = FaultRuleInput['layer'];
type ActionOf<L extends Layer> = Extract<FaultRuleInput, { layer: L }>['do'];

const alternatives = (phrases: Iterable<string>): RegExp =>
  new RegExp(
    [...phrases]
      .sort((a, b) => b.length - a.length)
      .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('|'),
  );

/** Defines a parameter type whose values are exactly the phrases of a table. */
const definePhrases = <Value>(name: string, phrases: ReadonlyMap<string, Value>): void => {
  defineParameterType({
    name,
    regexp: alternatives(phrases.keys()),
    useForSnippets: false,
    transformer: (phrase: string): Value => {
      const value = phrases.get(phrase);
      if (value === undefined) throw new Error(`{${name}}: no meaning for "${phrase}"`);
      return value;
    },
  });
};

definePhrases('stage', new Map(SMTP_STAGES.map((stage) => [stage, stage])));

const ROLES: readonly PolicyRole[] = ['No Scan', 'Default', 'second Custom', 'Custom'];
definePhrases('role', new Map(ROLES.map((role) => [role, role])));

definePhrases<Frequency>(
  'frequency',
  new Map<string, Frequency>([
    ['every time', {}],
    ['once', { times: 1 }],
    ['twice', { times: 2 }],
    ['on the first attempt', { attempt: 1 }],
    ['on the second attempt', { attempt: 2 }],
  ]),
);

definePhrases<ActionOf<'tcp'>>(
  'networkFault',
  new Map<string, ActionOf<'tcp'>>([
    ['resets the connection', { reset: true }],
    ['closes the connection', { close: true }],
    ['half-closes the connection', { halfClose: true }],
    ['falls silent', { stall: true }],
  ]),
);

definePhrases<ActionOf<'tls'>>(
  'tlsFault',
  new Map<string, ActionOf<'tls'>>([
    ['does not offer STARTTLS', { notOffered: true }],
    ['answers 454 to STARTTLS', { reply: '454 4.7.0 TLS not available due to temporary reason' }],
    ['answers 501 to STARTTLS', { reply: '501 5.5.4 no parameters allowed' }],
    ['answers 502 to STARTTLS', { reply: '502 5.5.1 not implemented' }],
    ['answers 530 to STARTTLS', { reply: '530 5.7.0 no' }],
    ['answers 554 to STARTTLS', { reply: '554 5.7.3 unable to initialise security subsystem' }],
    ['sends garbage instead of a handshake', { garbage: true }],
    ['closes the connection in the handshake', { abort: true }],
    ['resets the connection in the handshake', { reset: true }],
    ['refuses the handshake with an alert', { alert: true }],
    ['never answers the handshake', { stall: true }],
    ['speaks TLS 1.0 at most', { maxVersion: 'TLSv1' }],
    ['speaks TLS 1.1 at most', { maxVersion: 'TLSv1.1' }],
    ['speaks TLS 1.2 at most', { maxVersion: 'TLSv1.2' }],
    ['shows an expired certificate', { certificate: 'expired' }],
    ['shows a certificate that is not yet valid', { certificate: 'not-yet-valid' }],
    ['shows a certificate for another host', { certificate: 'wrong-host' }],
    ['shows a self-signed certificate', { certificate: 'self-signed' }],
    ['shows a certificate of an unknown issuer', { certificate: 'unknown-issuer' }],
  ]),
);

definePhrases<ActionOf<'dns'>>(
  'dnsFault',
  new Map<string, ActionOf<'dns'>>([
    ['answers NXDOMAIN', { rcode: 'NXDOMAIN' }],
    ['answers SERVFAIL', { rcode: 'SERVFAIL' }],
    ['answers REFUSED', { rcode: 'REFUSED' }],
    ['does not answer', { noAnswer: true }],
    ['answers garbage', { garbage: true }],
    ['truncates its answer over UDP', { truncate: true }],
    ['answers with a null MX', { nullMx: true }],
    ['answers without data', { noData: true }],
  ]),
);

definePhrases<'A' | 'AAAA' | 'MX'>(
  'lookUp',
  new Map([
    ['A', 'A'],
    ['AAAA', 'AAAA'],
    ['MX', 'MX'],
  ] as const),
);

definePhrases('body', new Map([...BODIES.keys()].map((name) => [name, name])));
