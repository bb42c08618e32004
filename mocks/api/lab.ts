import type { z } from 'zod';
import type { fileOrder, labView, sendOrder, sendReport } from './schema/lab.ts';

export type LabView = z.output<typeof labView>;
export type SendOrder = z.output<typeof sendOrder>;
export type FileOrder = z.output<typeof fileOrder>;
export type SendReport = z.output<typeof sendReport>;

/**
 * A gateway wired to this mock, as far as the dashboard shows and drives it. The mock knows no gateway: whoever starts both
 * provides this.
 */
export interface Lab {
  view(): LabView;
  /** Hands messages in at the gateway. Undefined: others are still being handed in. */
  send(order: SendOrder): Promise<SendReport> | undefined;
  sendFiles(order: FileOrder): Promise<SendReport> | undefined;
}

/** The lab once it runs: the mock is served before the gateway, which has to know the mock first. */
export type LabSource = () => Lab | undefined;
