import type { SmtpStage } from '../../src/smtp/stage.ts';

const STAGES: Readonly<Record<string, SmtpStage>> = {
  EHLO: 'EHLO',
  HELO: 'EHLO',
  STARTTLS: 'STARTTLS',
  MAIL: 'MAIL FROM',
  RCPT: 'RCPT TO',
  DATA: 'DATA',
  QUIT: 'QUIT',
};
const OTHERS = new Set(['RSET', 'NOOP', 'VRFY', 'HELP']);
/** RFC 2920 section 3.1: what may be followed by another command of the same group. */
const MAY_BE_FOLLOWED = new Set(['RSET', 'MAIL', 'RCPT', 'SEND', 'SOML', 'SAML']);
const NOT_OFFERED = 'bytes were sent before the reply that was due, though PIPELINING was not offered (RFC 2920 section 3.1)';
/** Lines of one chunk that are looked at: enough to judge, bounded against floods. */
const LINES_LOOKED_AT = 20;

/** The verb of a command line in capitals, found the way smtp-server finds it. */
export const verbOf = (line: string): string => {
  const space = line.indexOf(' ');
  return (space === -1 ? line : line.slice(0, space)).toUpperCase();
};

/** The stage that a command belongs to; undefined for a command that may come at any stage. */
export const stageOf = (verb: string, secure: boolean): SmtpStage | undefined => {
  const stage = STAGES[verb];
  return stage === 'EHLO' && secure ? 'EHLO over TLS' : stage;
};

export const isKnown = (verb: string): boolean => Object.hasOwn(STAGES, verb) || OTHERS.has(verb);

/** The address between the angle brackets of MAIL FROM or RCPT TO, as it was sent; undefined without brackets. */
export const addressIn = (line: string): string | undefined => /^[^:]*:\s*<([^>]*)>/.exec(line)?.[1];

/** The value of a numeric parameter such as SIZE; undefined when it is not given. */
export const sizeParameter = (line: string): number | undefined => {
  const value = /\sSIZE=(\d{1,20})(?:\s|$)/i.exec(line)?.[1];
  return value === undefined ? undefined : Number(value);
};

/**
 * What is wrong with sending these bytes without waiting for replies; undefined when nothing is.
 * `chunk` is what arrived at once while commands were expected; `awaitsReply` tells that a reply is still due.
 */
export const pipeliningFault = (chunk: string, offered: boolean, awaitsReply: boolean): string | undefined => {
  const firstEnd = chunk.indexOf('\n');
  const several = firstEnd !== -1 && firstEnd < chunk.length - 1;
  // A peer that has lost patience may say goodbye while a reply is due.
  if (!offered && (several || (awaitsReply && !/^QUIT\r?\n$/i.test(chunk)))) return NOT_OFFERED;
  if (!several) return undefined;
  const lines = chunk.split('\n', LINES_LOOKED_AT + 1);
  for (const line of lines.slice(0, -2)) {
    const verb = verbOf(line.trimEnd());
    if (!MAY_BE_FOLLOWED.has(verb))
      return `${JSON.stringify(verb.slice(0, 40))} was not the last command of its group (RFC 2920 section 3.1)`;
  }
  return undefined;
};
