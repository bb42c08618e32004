import { type Live, openLive } from '../../../../src/web/ui/live.ts';
import type { NumberedChange } from '../../../store/changes.ts';

// One stream of changes for all pages. What came within one frame is handed on together, so that a burst of a thousand arrivals
// costs one draw.

/** What the store tells live pages. */
export type DashboardChange = NumberedChange;

/** Parts of how the stand is set up, which anybody may change. */
export type StandPart = 'rules' | 'accounts' | 'records';

type ChangeEvents = { readonly [Type in DashboardChange['type']]: Extract<DashboardChange, { readonly type: Type }> } & {
  /** Changes are no longer held. */
  readonly gap: unknown;
  readonly standChanged: { readonly what: StandPart };
};

export interface ChangeListener {
  readonly changes: (changes: readonly DashboardChange[]) => void;
  /** Changes were missed: what is shown has to be read again. */
  readonly missed: () => void;
  /** Somebody changed how the stand is set up. */
  readonly stand?: (what: StandPart) => void;
}

const listeners = new Set<ChangeListener>();
let gathered: DashboardChange[] = [];
let live: Live | undefined;

const handOn = (): void => {
  const changes = gathered;
  gathered = [];
  for (const listener of listeners) listener.changes(changes);
};

const gather = (change: DashboardChange): void => {
  if (gathered.length === 0) {
    // A page that is not shown has no frames.
    if (document.hidden) setTimeout(handOn, 0);
    else requestAnimationFrame(handOn);
  }
  gathered.push(change);
};

const missed = (): void => {
  for (const listener of listeners) listener.missed();
};

/** Listens until the returned function is called. */
export const onChanges = (listener: ChangeListener): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

const HIDDEN_MS = 60_000;
let leaving: ReturnType<typeof setTimeout> | undefined;

/** A browser holds six connections to a server in all: a page that nobody has looked at for a while gives its own up. */
const followVisibility = (): void => {
  clearTimeout(leaving);
  if (document.hidden) {
    leaving = setTimeout(() => live?.pause(), HIDDEN_MS);
  } else if (live?.state === 'paused') {
    live.resume();
  }
};

/** Opens the stream, once for all pages. */
export const followChanges = (): Live => {
  const on: { readonly [Type in keyof ChangeEvents]: (change: ChangeEvents[Type]) => void } = {
    messageStored: gather,
    messageRefused: gather,
    messageChanged: gather,
    messagesChanged: gather,
    messagesDeleted: gather,
    pruned: gather,
    connectionOpened: gather,
    connectionClosed: gather,
    dnsAnswered: gather,
    ruleFired: gather,
    runAdded: gather,
    runDeleted: gather,
    gap: missed,
    standChanged: ({ what }) => {
      for (const listener of listeners) listener.stand?.(what);
    },
  };
  live ??= openLive<ChangeEvents>('/api/v1/changes', { on, opened: (again) => again && missed() });
  document.addEventListener('visibilitychange', followVisibility);
  return live;
};
