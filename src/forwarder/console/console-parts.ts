import type { Forwarder } from '../forwarder.ts';

/** What the console shows of a gateway and changes in it. */
export interface ConsoleParts {
  readonly forwarder: Omit<Forwarder, 'stop' | 'crash' | 'setJournaling'>;
  readonly version: string;
}
