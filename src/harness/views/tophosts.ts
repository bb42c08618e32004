import type { CountersRead, Evidence } from '../../evidence/events.ts';

// Reads what `tophosts` prints. The vendor's columns vary in width, ranks of hosts that are down carry a `*`, and large figures
// have thousands commas: so a row is told by its shape, not by its place.

/** The name under which the connector's queue is counted (COUNT-1). */
export const CONNECTOR_QUEUE = 'the.tdc.queue';

/** One destination. Soft bounces are events, everything else recipients or connections. */
export interface HostCounters {
  readonly host: string;
  /** Marked with `*`: no connection could be made at the last attempt (COUNT-5). */
  readonly down: boolean;
  readonly activeRecipients: number;
  readonly connectionsOut: number;
  readonly deliveredRecipients: number;
  readonly softBounced: number;
  readonly hardBounced: number;
}

const FIGURE = '(\\d[\\d,]*)';
const ROW = new RegExp(`^\\s*\\d+\\s*(\\*?)\\s+(\\S+)\\s+${FIGURE}\\s+${FIGURE}\\s+${FIGURE}\\s+${FIGURE}\\s+${FIGURE}\\s*$`);

const readRow = (line: string): HostCounters | undefined => {
  const fields = ROW.exec(line);
  if (fields === null) return undefined;
  const [, mark = '', host = '', ...figures] = fields;
  const [active = 0, connections = 0, delivered = 0, soft = 0, hard = 0] = figures.map((figure) => Number(figure.replaceAll(',', '')));
  return {
    host,
    down: mark === '*',
    activeRecipients: active,
    connectionsOut: connections,
    deliveredRecipients: delivered,
    softBounced: soft,
    hardBounced: hard,
  };
};

/** The rows of one print, in the order printed. */
export const readTophosts = (text: string): HostCounters[] => text.split('\n').flatMap((line) => readRow(line.trimEnd()) ?? []);

/** The row of the connector's queue; undefined when there is none. */
export const queueRow = (text: string): HostCounters | undefined => readTophosts(text).find(({ host }) => host === CONNECTOR_QUEUE);

/** The last print in the evidence; undefined when the counters were never read. */
export const lastCounters = (log: readonly Evidence[]): Evidence<CountersRead> | undefined =>
  log.findLast((entry): entry is Evidence<CountersRead> => entry.type === 'countersRead');

/** Copies that were hard bounced, by the last print; 0 when the counters were never read. */
export const hardBouncesRead = (log: readonly Evidence[]): number => queueRow(lastCounters(log)?.text ?? '')?.hardBounced ?? 0;
