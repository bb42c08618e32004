import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { RuleOf } from '../faults/rule.ts';

export type SmtpAction = RuleOf<'smtp'>['do'];
/** What happens to the connection after a reply. */
export type AndThen = 'continue' | 'close' | 'reset' | 'stall';

/** A reply that a rule puts in the place of the usual one. */
export interface ReplyPlan {
  readonly ruleId?: string;
  /** The bytes (latin1) as they are sent. */
  readonly text: string;
  /** True when a client that reads these bytes whole takes them as success (354 to DATA, else 2yz): the command is then carried out. */
  readonly positive: boolean;
  readonly afterwards: AndThen;
}

const CONTROL = /\p{Cc}/gu;
const HAS_CONTROL = /\p{Cc}/u;
const WHOLE_REPLY = /^(?:\d{3}-[^\r\n]*\r\n)*(\d{3})(?: [^\r\n]*)?\r\n$/;

const multiLine = (lines: readonly string[]): string =>
  lines.map((line, index) => (index < lines.length - 1 ? `${line.slice(0, 3)}-${line.slice(4)}` : line)).join('\r\n');

interface Wording {
  readonly text: string;
  /** 0 where the bytes are no SMTP reply. */
  readonly code: number;
  readonly cut: boolean;
}

const wordingOf = (action: SmtpAction): Wording | undefined => {
  const { reply, rawReply, cutReply, storeButRefuse } = action;
  const whole = reply ?? storeButRefuse;
  if (whole !== undefined) {
    const lines = typeof whole === 'string' ? [whole] : whole;
    return { text: `${multiLine(lines)}\r\n`, code: Number(lines.at(-1)?.slice(0, 3)), cut: false };
  }
  if (rawReply !== undefined) return { text: rawReply, code: Number(WHOLE_REPLY.exec(rawReply)?.[1] ?? 0), cut: false };
  if (cutReply !== undefined) {
    return { text: `${cutReply.reply}\r\n`.slice(0, cutReply.bytes), code: Number(cutReply.reply.slice(0, 3)), cut: true };
  }
  return undefined;
};

const usualEnd = (wording: Wording, stage: SmtpStage): AndThen => {
  if (wording.cut || wording.code === 421) return 'close';
  return stage === 'greeting' && wording.code >= 400 ? 'close' : 'continue';
};

/**
 * The reply that a rule puts in the place of the usual one at `stage`; undefined for an action that changes something else.
 * Unless the rule says otherwise, the connection is closed after 421, after a cut reply and after a greeting of 4yz or 5yz.
 */
export const replyPlan = (rule: RuleOf<'smtp'>, stage: SmtpStage): ReplyPlan | undefined => {
  const wording = wordingOf(rule.do);
  if (wording === undefined) return undefined;
  return {
    ruleId: rule.id,
    text: wording.text,
    positive: Math.floor(wording.code / 100) === (stage === 'DATA' ? 3 : 2),
    afterwards: rule.do.andThen ?? usualEnd(wording, stage),
  };
};

/** A 421 that ends the connection, for the limits on connections and messages. */
export const limitReply = (ruleId: string, host: string, reason: string): ReplyPlan => ({
  ruleId,
  text: `421 4.7.0 ${host} ${reason}\r\n`,
  positive: false,
  afterwards: 'close',
});

/** The reply to a message larger than was announced (RFC 1870). */
export const tooLargeReply = (limit: number): ReplyPlan => ({
  text: `552 5.3.4 Message exceeds the announced size of ${limit} bytes\r\n`,
  positive: false,
  afterwards: 'continue',
});

/** The reply to a message that the store cannot take: nothing that was answered 250 may be lost (SMTP-4). */
export const notStoredReply: ReplyPlan = {
  text: '452 4.3.1 The message could not be stored, try again later\r\n',
  positive: false,
  afterwards: 'continue',
};

/** A reply as smtp-server would word it: the enhanced status code, where there is one, stands on every line. */
export const usualReply = (code: number, enhanced: string, data: string | readonly string[] | null | undefined): string => {
  const prefix = enhanced === '' ? '' : `${enhanced} `;
  if (typeof data === 'string' || data === null || data === undefined) return `${code} ${prefix}${tame(data ?? '')}\r\n`;
  return data.map((line, index) => `${code}${index < data.length - 1 ? '-' : ' '}${prefix}${tame(line)}\r\n`).join('');
};

/** Control characters would split a reply, and some texts quote what the peer sent. */
const tame = (line: string): string => (HAS_CONTROL.test(line) ? line.replace(CONTROL, ' ') : line);

/** The lines of an EHLO reply without the hidden extensions and with the SIZE that a rule announces. */
export const editFeatures = (lines: readonly string[], hidden: readonly string[], size: number | undefined): readonly string[] => {
  if (hidden.length === 0 && size === undefined) return lines;
  return lines.flatMap((line, index) => {
    const keyword = line.split(' ', 1)[0] ?? '';
    if (index === 0) return [line];
    if (hidden.includes(keyword)) return [];
    return [keyword === 'SIZE' && size !== undefined ? `SIZE ${size}` : line];
  });
};
