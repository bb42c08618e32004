import { ask } from '../../../../src/web/ui/api.ts';
import { resource } from '../../../../src/web/ui/resource.ts';
import { setServerTime } from '../../../../src/web/ui/time.ts';

/** Where the mock listens. */
export interface Stand {
  readonly dns: { readonly address: string; readonly port: number };
  readonly intake: { readonly port: number; readonly hosts: readonly { readonly name: string; readonly address: string }[] };
  readonly nowMs: number;
}

export const stand = resource<Stand>(async (signal) => {
  const answer = await ask<Stand>('/api/v1/stand', { signal });
  setServerTime(answer.nowMs);
  return answer;
});
