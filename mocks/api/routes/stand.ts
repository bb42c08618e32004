import type { Clock } from '../../../src/clock.ts';
import type { Store } from '../../store/store.ts';
import type { ClientCredentials } from '../message-api/credentials.ts';
import { json, type Operation, operation } from '../operation.ts';
import { stand } from '../schema/stand.ts';

/** Where the other parts of the mock listen. */
export interface StandPlaces {
  readonly intake: {
    readonly port: number;
    readonly hosts: readonly { readonly name: string; readonly address: string }[];
    readonly requiresTls: boolean;
  };
  readonly dns: { readonly address: string; readonly port: number };
}

/** What runs here, for pages and for programs that point a gateway at it. */
export const standOperations = (clock: Clock, store: Store, { intake, dns }: StandPlaces, messageApi: ClientCredentials): Operation[] => {
  const startedAtMs = clock.now();
  return [
    operation({
      id: 'getStand',
      method: 'get',
      path: '/api/v1/stand',
      section: 'Stand',
      summary: 'Where intake and name server listen, what the store holds, what the clock says',
      answer: json('the stand', stand),
      handle: async () => ({ startedAtMs, nowMs: clock.now(), intake, dns, messageApi, store: await store.status() }),
    }),
  ];
};
