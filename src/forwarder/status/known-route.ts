import type { RouteResult } from '../mx.ts';
import type { KnownRoute } from './host-status.ts';

/** A route as `hoststatus` shows it. `nowMs`: when it was found. */
export const knownRoute = ({ targets, validMs }: Extract<RouteResult, { kind: 'route' }>, nowMs: number): KnownRoute => {
  const exchangers = new Map<string, KnownRoute['exchangers'][number]>();
  for (const { host, preference, ttlMs } of targets) {
    if (preference !== undefined && !exchangers.has(host)) exchangers.set(host, { host, preference, ttlMs: ttlMs ?? 0 });
  }
  return {
    addresses: targets.map(({ address, preference }) => ({ address, preference: preference ?? 0 })),
    exchangers: [...exchangers.values()],
    expiresAtMs: Number.isFinite(validMs) ? nowMs + validMs : undefined,
  };
};
