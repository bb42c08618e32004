import { html, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { cell } from './draw.ts';
import { kitText } from './kit-text.ts';

// Server-sent events. The browser itself comes back after a cut and says which event it had last; only where it has given up
// (an answer that is no event stream) it is started afresh here, after a growing pause.

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'paused';

export interface LiveOptions<Events> {
  /** What to do with each event, by name; its data is JSON. The shape is the caller's word: both ends are of one build. */
  readonly on: { readonly [Name in keyof Events]: (data: Events[Name], id: string) => void };
  /** The stream is open. `again`: after a cut, so that what was shown may be out of date and is best asked for anew. */
  readonly opened?: (again: boolean) => void;
}

/** A stream of events, open until it is closed or paused. */
export interface Live {
  readonly state: LiveState;
  pause(): void;
  resume(): void;
  close(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

export const openLive = <Events>(address: string, { on, opened }: LiveOptions<Events>): Live => {
  const state = cell<LiveState>('connecting');
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let wasOpen = false;

  const start = (): void => {
    const fresh = new EventSource(address);
    source = fresh;
    fresh.addEventListener('open', () => {
      pauseMs = FIRST_PAUSE_MS;
      state.value = 'live';
      const again = wasOpen;
      wasOpen = true;
      opened?.(again);
    });
    fresh.addEventListener('error', () => {
      state.value = wasOpen ? 'reconnecting' : 'connecting';
      if (fresh.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
    for (const name of Object.keys(on) as (keyof Events & string)[]) {
      fresh.addEventListener(name, (event: MessageEvent<string>) =>
        on[name](JSON.parse(event.data) as Events[typeof name], event.lastEventId),
      );
    }
  };
  const stop = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  // A page that the browser keeps aside must not hold a connection, and is out of date when it is shown again.
  const leave = (): void => stop();
  const comeBack = (event: PageTransitionEvent): void => {
    if (event.persisted && state.value !== 'paused') start();
  };
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  start();
  return {
    get state() {
      return state.value;
    },
    pause() {
      stop();
      state.value = 'paused';
    },
    resume() {
      if (source !== undefined) return;
      state.value = 'connecting';
      start();
    },
    close() {
      stop();
      removeEventListener('pagehide', leave);
      removeEventListener('pageshow', comeBack);
    },
  };
};

/** Tells how a stream is doing. Screen readers hear a change. */
export const liveState = (live: Live): TemplateResult => {
  const { state } = live;
  const tones = { good: state === 'live', caution: state === 'reconnecting' || state === 'paused', idle: state === 'connecting' };
  const classes = classMap({ pill: true, busy: state !== 'paused', ...tones });
  return html`<span class="live-state" role="status"><span class=${classes}>${kitText()[state]}</span></span>`;
};
