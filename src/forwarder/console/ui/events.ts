import { type Live, openLive } from '../../../web/ui/live.ts';
import type { DeliveryStatusAnswer, LogLine } from './answers.ts';
import { tellMovement } from './movement.ts';
import { API, askGateway, gateway, revision, settings, status, takeGateway } from './state.ts';

interface Events {
  readonly status: DeliveryStatusAnswer;
  readonly settings: { readonly revision: number };
}

/** After a cut nothing that was shown is certain. */
const catchUp = async (): Promise<void> => {
  const [answer] = await Promise.all([askGateway().catch(() => undefined), settings.load()]);
  if (answer !== undefined) takeGateway(answer);
  tellMovement();
};

/** A cloud gateway tells no counters: there the mail log says that something moves. */
const followLog = (): Live => openLive<{ readonly line: LogLine }>(`${API}/log/stream`, { on: { line: tellMovement } });

/** Follows what the gateway tells by itself. */
export const followEvents = (): Live => {
  if (gateway.value?.cloud === true) followLog();
  return openLive<Events>(`${API}/events`, {
    opened: (again) => {
      if (again) void catchUp();
    },
    on: {
      status: (answer) => {
        status.value = answer;
        tellMovement();
      },
      settings: (event) => {
        // What this page has changed itself is known already.
        if (revision() !== event.revision) void settings.load();
      },
    },
  });
};
