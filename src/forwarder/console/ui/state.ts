import { ApiError, ask } from '../../../web/ui/api.ts';
import { cell } from '../../../web/ui/draw.ts';
import { resource } from '../../../web/ui/resource.ts';
import { setServerTime } from '../../../web/ui/time.ts';
import type { DeliveryStatusAnswer, GatewayAnswer, PoliciesAnswer, SettingsAnswer } from './answers.ts';
import { tellRestart } from './movement.ts';

// What several pages show: the gateway itself, its settings as pending and committed, and its counters.

export const API = '/api/v1';

export const askGateway = (): Promise<GatewayAnswer> => ask<GatewayAnswer>(`${API}/gateway`);

export const gateway = cell<GatewayAnswer | undefined>(undefined);
/** Pushed by the server; a cloud gateway has none. */
export const status = cell<DeliveryStatusAnswer | undefined>(undefined);

interface Administration extends SettingsAnswer {
  /** The table of policies, as pending. */
  readonly rows: PoliciesAnswer['rows'];
}

const MOST_TRIES = 3;

/** Settings and table of the same revision, so that the one never shows what the other does not. */
const askAdministration = async (signal?: AbortSignal): Promise<Administration> => {
  const options = signal === undefined ? {} : { signal };
  for (let tries = 1; ; tries += 1) {
    const [settings, { rows, revision }] = await Promise.all([
      ask<SettingsAnswer>(`${API}/settings`, options),
      ask<PoliciesAnswer>(`${API}/policies`, options),
    ]);
    if (revision === settings.revision || tries === MOST_TRIES) return { ...settings, rows };
  }
};

/** Settings, and the table of policies. */
export const settings = resource(askAdministration);

/** The revision that a change is made against. */
export const revision = (): number => settings.value?.revision ?? 0;

export const takeGateway = (answer: GatewayAnswer): void => {
  const before = gateway.value;
  gateway.value = answer;
  setServerTime(answer.nowMs);
  if (before !== undefined && before.startedAtMs !== answer.startedAtMs) tellRestart();
};

/**
 * Changes something; what has come of it is shown.
 * @throws ApiError when it is refused
 */
export const change = async (method: string, path: string, body?: unknown): Promise<void> => {
  await ask(`${API}${path}`, { method, body });
  await settings.load();
};

/** The change was made against settings that somebody has changed meanwhile. */
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
