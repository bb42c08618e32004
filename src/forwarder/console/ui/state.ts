import { ApiError, ask } from '../../../web/ui/api.ts';
import { cell } from '../../../web/ui/draw.ts';
import { type Live, openLive } from '../../../web/ui/live.ts';
import { resource } from '../../../web/ui/resource.ts';
import { setServerTime } from '../../../web/ui/time.ts';
import type { DeliveryStatusAnswer, GatewayAnswer, PoliciesAnswer, SettingsAnswer } from './answers.ts';

// What several pages show: the gateway itself, its settings as pending and committed, and its counters.

export const API = '/api/v1';

export const askGateway = (): Promise<GatewayAnswer> => ask<GatewayAnswer>(`${API}/gateway`);

export const gateway = cell<GatewayAnswer | undefined>(undefined);
export const settings = resource((signal) => ask<SettingsAnswer>(`${API}/settings`, { signal }));
export const policies = resource((signal) => ask<PoliciesAnswer>(`${API}/policies`, { signal }));
/** Pushed by the server; a cloud gateway has none. */
export const status = cell<DeliveryStatusAnswer | undefined>(undefined);

type Listener = () => void;
const moved = new Set<Listener>();
const restarted = new Set<Listener>();

/** Calls `listener` whenever counters move, which tells that messages moved, until the returned function is called. */
export const onMovement = (listener: Listener): (() => void) => {
  moved.add(listener);
  return () => void moved.delete(listener);
};

/** Calls `listener` when the gateway has been started anew: numbers begin again, and what was known is gone. */
export const onRestart = (listener: Listener): (() => void) => {
  restarted.add(listener);
  return () => void restarted.delete(listener);
};

export const takeGateway = (answer: GatewayAnswer): void => {
  const before = gateway.value;
  gateway.value = answer;
  setServerTime(answer.nowMs);
  if (before !== undefined && before.startedAtMs !== answer.startedAtMs) for (const listener of restarted) listener();
};

export const loadSettings = async (): Promise<void> => {
  await Promise.all([settings.load(), policies.load()]);
};

/** After a cut nothing that was shown is certain. */
const catchUp = async (): Promise<void> => {
  const [answer] = await Promise.all([askGateway().catch(() => undefined), loadSettings()]);
  if (answer !== undefined) takeGateway(answer);
};

interface Events {
  readonly status: DeliveryStatusAnswer;
  readonly settings: { readonly revision: number };
}

/** Follows what the gateway tells by itself. */
export const followEvents = (): Live =>
  openLive<Events>(`${API}/events`, {
    opened: (again) => {
      if (again) void catchUp();
    },
    on: {
      status: (answer) => {
        status.value = answer;
        for (const listener of moved) listener();
      },
      settings: ({ revision }) => {
        // What this page has changed itself is known already.
        if (settings.value?.revision !== revision) void loadSettings();
      },
    },
  });

/**
 * Changes something; the answer is shown at once.
 * @throws ApiError when it is refused
 */
export const change = async (method: string, path: string, body?: unknown): Promise<void> => {
  const answer = await ask<SettingsAnswer>(`${API}${path}`, { method, body });
  settings.set(answer);
  await policies.load();
};

/** The change was made against settings that somebody has changed meanwhile. */
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

export const revision = (): number => settings.value?.revision ?? 0;
