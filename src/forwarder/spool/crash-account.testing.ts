import type { HandedIn } from './crash-load.testing.ts';

/** A message as it came to the intake or to the next hop. */
export interface Arrival {
  readonly atMs: number;
  readonly mid: number;
  readonly messageId: string;
  readonly recipients: readonly string[];
}

/** A line of the mail log, without time and level of its own, and when it was written. */
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

/** Reads a line as `crash-runner` writes it. */
export const readLine = (line: string): LogLine => {
  const [, atMs, text = ''] = /^(\d+) .{24} \w+: (.*)$/.exec(line) ?? [];
  return { atMs: Number(atMs), text };
};

/** Reads from the bytes which message this is; the gateway's fields stand in every form of it. */
export const arrivalOf = (raw: Buffer, recipients: readonly string[], atMs: number): Arrival => {
  const head = raw.toString('latin1', 0, 4000);
  return {
    atMs,
    mid: Number(/^X-IronPort-MID: (\d+)\r$/m.exec(head)?.[1]),
    messageId: /^Message-ID: (<[^<>]*@source\.test>)\r$/m.exec(head)?.[1] ?? 'unknown',
    recipients,
  };
};

/** All that is known at the end. */
export interface Account {
  readonly handedIn: readonly HandedIn[];
  /** Intake address of each recipient domain's policy. */
  readonly intakeAddresses: ReadonlyMap<string, string>;
  readonly copies: readonly Arrival[];
  readonly originals: readonly Arrival[];
  /** The mail log of all runs. */
  readonly log: readonly LogLine[];
}

const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);

/** The lines that a pattern fits, with what its group found. */
const found = (log: readonly LogLine[], pattern: RegExp): { readonly id: string; readonly atMs: number }[] =>
  log.flatMap(({ atMs, text }) => {
    const id = pattern.exec(text)?.[1];
    return id === undefined ? [] : [{ id, atMs }];
  });

/** Times by MID and address. */
const timesOf = (arrivals: readonly Arrival[]): Map<string, number[]> => {
  const times = new Map<string, number[]>();
  for (const { mid, recipients, atMs } of arrivals) {
    for (const recipient of recipients) {
      const key = `${mid} ${recipient}`;
      times.set(key, [...(times.get(key) ?? []), atMs]);
    }
  }
  return times;
};

/** Copies that were enqueued, by the Message-ID of what they are copies of. */
const enqueuedIn = (log: readonly LogLine[]): Map<string, { readonly mid: number; readonly address: string }[]> => {
  const enqueued = new Map<string, { mid: number; address: string }[]>();
  for (const { text } of log) {
    const [, mid, messageId = '', address = ''] = /^TDC: MID (\d+) with Message-ID '(.+?)' enqueued .* address (\S+)$/.exec(text) ?? [];
    if (mid !== undefined) enqueued.set(messageId, [...(enqueued.get(messageId) ?? []), { mid: Number(mid), address }]);
  }
  return enqueued;
};

/** What a message with its 250 is owed and did not get. */
const losses = ({ handedIn, intakeAddresses, copies, originals, log }: Account): string[] => {
  const copyTimes = timesOf(copies);
  const originalTimes = timesOf(originals);
  const failed = new Set(found(log, /^TDC: MID (\d+) delivery failed/).map(({ id }) => Number(id)));
  // POLICY-6: the part of a message under another policy has a MID of its own, which only the log tells.
  const enqueued = enqueuedIn(log);
  return handedIn.flatMap(({ messageId, recipients, mid }) => {
    if (mid === undefined) return [];
    const parts = enqueued.get(messageId) ?? [];
    const owed = new Set(recipients.map((recipient) => intakeAddresses.get(domainOf(recipient)) ?? 'no address'));
    const told = parts.map(({ address }) => address);
    const unlike = told.length !== owed.size || told.some((address) => !owed.has(address));
    const lostCopies = parts.filter((part) => !copyTimes.has(`${part.mid} ${part.address}`) && !failed.has(part.mid));
    const lostOriginals = recipients.filter((recipient) => !parts.some((part) => originalTimes.has(`${part.mid} ${recipient}`)));
    return [
      ...(unlike ? [`${messageId} (MID ${mid}) is owed to ${[...owed].join()}, and enqueued for ${told.join() || 'nobody'}`] : []),
      ...lostCopies.map((part) => `copy MID ${part.mid} of ${messageId} is lost`),
      ...lostOriginals.map((recipient) => `original MID ${mid} of ${messageId} to ${recipient} is lost`),
    ];
  });
};

/**
 * What came again without a word of warning between the two. Also of messages that were never answered: where the connection ends before
 * the reply to the dot, it is open whether the message was taken.
 */
const duplicates = (
  kind: string,
  arrivals: readonly Arrival[],
  doubts: readonly { readonly id: string; readonly atMs: number }[],
): string[] =>
  [...timesOf(arrivals)].flatMap(([key, times]) => {
    const mid = key.split(' ')[0];
    const warnings = doubts.filter(({ id }) => id === mid);
    return times.flatMap((atMs, index) => {
      const before = times[index - 1];
      const explained = before === undefined || warnings.some((doubt) => doubt.atMs >= before && doubt.atMs <= atMs);
      return explained ? [] : [`${kind} MID ${key} came again, and nothing told that it might`];
    });
  });

const reused = (what: string, given: readonly { readonly id: string }[]): string[] =>
  [...Map.groupBy(given, ({ id }) => id)].flatMap(([id, uses]) =>
    uses.length > 1 ? [`${what} ${id} was given ${uses.length} times`] : [],
  );

/** Holds what was promised against what arrived and what was told. Each problem is one line; none: all is accounted for. */
export const problemsOf = (account: Account): string[] => {
  const { copies, originals, log } = account;
  return [
    ...losses(account),
    ...duplicates('copy', copies, found(log, /^TDC: MID (\d+) .*may have arrived already/)),
    ...duplicates('original', originals, found(log, /^MID (\d+) .*may have arrived already/)),
    ...reused('MID', found(log, /^Start MID (\d+) /)),
    ...reused('ICID', found(log, /^New SMTP ICID (\d+) /)),
    ...reused('DCID', found(log, /^(?:TDC: )?New SMTP DCID (\d+) /)),
  ];
};
