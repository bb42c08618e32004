import { Given, When } from '@cucumber/cucumber';
import type { FaultRuleInput } from '../mocks/faults/rule.ts';
import type { SmtpStage } from '../src/smtp/stage.ts';
import { FORGED_REPLIES } from './forgeries.ts';
import { named } from './named.ts';
import type { Frequency } from './parameter-types.ts';
import { ACCOUNTS, type JournalingRole, PRIMARY_DOMAIN } from './stand-layout.ts';
import type { ConformanceWorld } from './world.ts';

type Action<Layer extends FaultRuleInput['layer']> = Extract<FaultRuleInput, { layer: Layer }>['do'];

/** Up to here a connection may be a spare one, opened beside the one that the copy is bound to (CONN-1). */
const BEFORE_MAIL: ReadonlySet<SmtpStage> = new Set(['connect', 'greeting', 'EHLO', 'STARTTLS', 'TLS', 'EHLO over TLS']);

/**
 * A frequency as parts of a rule for a stage. Before MAIL FROM, "the first attempt" is every connection that was opened with the
 * first; from MAIL FROM on it is the first time that the stage is reached, whichever connection that comes on.
 */
const occasions = ({ times, attempt }: Frequency, stage: SmtpStage = 'connect'): { attempt?: number; times?: number } => {
  if (attempt === undefined) return times === undefined ? {} : { times };
  if (BEFORE_MAIL.has(stage)) return { attempt };
  return attempt === 1 ? { times: 1 } : { attempt };
};

/** The parts of a rule for an intake fault: what it matches, and how often it fires. */
const when = (frequency: Frequency, stage: SmtpStage, to?: string) => {
  const { attempt, times } = occasions(frequency, stage);
  return {
    match: {
      stage,
      ...(attempt === undefined ? {} : { attempt }),
      ...(to === undefined ? {} : { to }),
    },
    ...(times === undefined ? {} : { times }),
  };
};

const armSmtp = (world: ConformanceWorld, stage: SmtpStage, frequency: Frequency, action: Action<'smtp'>, to?: string): void =>
  world.arm({
    layer: 'smtp',
    ...when(frequency, stage, to),
    do: action,
  });

type Extension = NonNullable<Action<'smtp'>['omitExtensions']>[number];
const EXTENSIONS: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ['SIZE', 'SIZE'],
  ['8BITMIME', '8BITMIME'],
  ['SMTPUTF8', 'SMTPUTF8'],
  ['PIPELINING', 'PIPELINING'],
]);

/** `one / two` in a feature stands for two lines. */
const linesOf = (text: string): string[] => text.split(' / ');
const replyOf = (text: string): string | string[] => (text.includes(' / ') ? linesOf(text) : text);
const asSent = (text: string): string =>
  linesOf(text)
    .map((line) => `${line}\r\n`)
    .join('');

Given(
  'the intake answers {string} at {stage} {frequency}',
  function (this: ConformanceWorld, reply: string, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { reply: replyOf(reply) });
  },
);

Given(
  'the intake answers {string} at {stage} {frequency} to copies of the {role} policy',
  function (this: ConformanceWorld, reply: string, stage: SmtpStage, frequency: Frequency, role: JournalingRole) {
    armSmtp(this, stage, frequency, { reply: replyOf(reply) }, ACCOUNTS[role].intakeAddress);
  },
);

Given(
  'the intake answers {string} and closes the connection at {stage} {frequency}',
  function (this: ConformanceWorld, reply: string, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { reply: replyOf(reply), andThen: 'close' });
  },
);

Given(
  'the intake answers {string} and resets the connection at {stage} {frequency}',
  function (this: ConformanceWorld, reply: string, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { reply: replyOf(reply), andThen: 'reset' });
  },
);

Given(
  'the intake keeps the copy {frequency} and closes the connection without a reply',
  function (this: ConformanceWorld, frequency: Frequency) {
    armSmtp(this, 'end of data', frequency, { cutReply: { reply: '250 2.0.0 taken', bytes: 0 } });
  },
);

Given(/^the intake does not offer (SIZE|8BITMIME|SMTPUTF8|PIPELINING)$/, function (this: ConformanceWorld, extension: string) {
  const omitted = named(EXTENSIONS, extension, 'extension');
  this.arm({ layer: 'smtp', match: { stage: 'EHLO over TLS' }, do: { omitExtensions: [omitted] } });
});

Given('the intake announces that it takes {int} bytes at most', function (this: ConformanceWorld, bytes: number) {
  this.arm({ layer: 'smtp', match: { stage: 'EHLO over TLS' }, do: { announceSize: bytes } });
});

Given(
  'the intake sends the line {string} in place of a reply at {stage} {frequency}',
  function (this: ConformanceWorld, bytes: string, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { rawReply: asSent(bytes) });
  },
);

Given(
  'the intake breaks off after {int} bytes of {string} at {stage} {frequency}',
  function (this: ConformanceWorld, bytes: number, reply: string, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { cutReply: { reply, bytes } });
  },
);

Given(
  'the intake answers {string} at end of data {frequency}, yet keeps the copy',
  function (this: ConformanceWorld, reply: string, frequency: Frequency) {
    armSmtp(this, 'end of data', frequency, { storeButRefuse: reply });
  },
);

Given('the intake takes the copy {frequency} and loses it', function (this: ConformanceWorld, frequency: Frequency) {
  armSmtp(this, 'end of data', frequency, { acceptButDrop: true });
});

Given(/^the intake refuses the copy with a reply that holds (.+)$/, function (this: ConformanceWorld, text: string) {
  this.arm({ layer: 'smtp', match: { stage: 'RCPT TO' }, do: { rawReply: named(FORGED_REPLIES, text, 'forged reply') } });
});

Given(
  'the intake takes {int} seconds to answer at {stage} {frequency}',
  function (this: ConformanceWorld, seconds: number, stage: SmtpStage, frequency: Frequency) {
    armSmtp(this, stage, frequency, { delayMs: seconds * 1000 });
  },
);

Given(
  'the intake takes {int} seconds to answer at {stage} {frequency} to copies of the {role} policy',
  function (this: ConformanceWorld, seconds: number, stage: SmtpStage, frequency: Frequency, role: JournalingRole) {
    armSmtp(this, stage, frequency, { delayMs: seconds * 1000 }, ACCOUNTS[role].intakeAddress);
  },
);

Given(
  'the intake {networkFault} at {stage} {frequency}',
  function (this: ConformanceWorld, fault: Action<'tcp'>, stage: SmtpStage, frequency: Frequency) {
    this.arm({ layer: 'tcp', do: fault, ...when(frequency, stage) });
  },
);

Given(
  'the intake {networkFault} at {stage} {frequency} to copies of the {role} policy',
  function (this: ConformanceWorld, fault: Action<'tcp'>, stage: SmtpStage, frequency: Frequency, role: JournalingRole) {
    this.arm({
      layer: 'tcp',
      ...when(frequency, stage, ACCOUNTS[role].intakeAddress),
      do: fault,
    });
  },
);

Given('the intake refuses connections {frequency}', function (this: ConformanceWorld, frequency: Frequency) {
  this.arm({ layer: 'tcp', match: { mx: `*.${PRIMARY_DOMAIN}` }, do: { refuse: true }, ...occasions(frequency) });
});

Given('the host {string} refuses connections {frequency}', function (this: ConformanceWorld, host: string, frequency: Frequency) {
  this.arm({ layer: 'tcp', match: { mx: `${host}.${PRIMARY_DOMAIN}` }, do: { refuse: true }, ...occasions(frequency) });
});

Given(
  'the host {string} {networkFault} at {stage}',
  function (this: ConformanceWorld, host: string, fault: Action<'tcp'>, stage: SmtpStage) {
    this.arm({ layer: 'tcp', match: { mx: `${host}.${PRIMARY_DOMAIN}`, stage }, do: fault });
  },
);

Given('the intake {tlsFault} {frequency}', function (this: ConformanceWorld, fault: Action<'tls'>, frequency: Frequency) {
  const { attempt, times } = frequency;
  this.arm({ layer: 'tls', match: attempt === undefined ? {} : { attempt }, do: fault, ...(times === undefined ? {} : { times }) });
});

Given('the intake slips {string} into the segment of its 220 to STARTTLS', function (this: ConformanceWorld, text: string) {
  this.arm({ layer: 'tls', do: { injectAfter220: asSent(text) } });
});

/** A system that refuses the handshake never comes to this: the rule need not fire. */
Given(
  'after the handshake, should there be one, the intake takes {int} seconds to answer EHLO',
  function (this: ConformanceWorld, seconds: number) {
    this.arm({ layer: 'smtp', match: { stage: 'EHLO over TLS' }, do: { delayMs: seconds * 1000 } }, 'optional');
  },
);

Given(
  'the intake takes {int} seconds to answer the message with the subject {string}',
  function (this: ConformanceWorld, seconds: number, subject: string) {
    this.arm({ layer: 'smtp', match: { stage: 'end of data', header: `Subject: ${subject}` }, do: { delayMs: seconds * 1000 } });
  },
);

Given('the intake sends every reply byte by byte', function (this: ConformanceWorld) {
  this.arm({ layer: 'tcp', do: { byteByByte: { gapMs: 0 } } });
});

Given('the intake sends every reply byte by byte, {int} ms apart', function (this: ConformanceWorld, gapMs: number) {
  this.arm({ layer: 'tcp', do: { byteByByte: { gapMs } } });
});

Given('the intake reads {int} bytes a second', function (this: ConformanceWorld, bytesPerSecond: number) {
  this.arm({ layer: 'tcp', do: { slow: { bytesPerSecond } } });
});

Given('the intake takes {int} messages a connection', function (this: ConformanceWorld, messages: number) {
  // A system that spreads messages over its connections may never come to the limit.
  this.arm({ layer: 'smtp', do: { maxMessagesPerConnection: messages } }, 'optional');
});

Given('the intake takes {int} connections at once', function (this: ConformanceWorld, connections: number) {
  this.arm({ layer: 'smtp', do: { maxConnections: connections } });
});

When('the intake and the name server are sound again', function (this: ConformanceWorld) {
  this.disarmAll();
});
