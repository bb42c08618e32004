import { render } from 'lit-html';

// How pages are built. There are no component classes: a part of a page is a function (or an object with `view()`) that returns a
// lit-html template of its state. State lives in cells (`cell(0)`); setting one asks for a redraw. All that changed within one frame
// is drawn once, whole roots at a time: lit-html compares values and touches only what differs, so a draw without change is cheap.
//
//   const openCount = cell(0);
//   const counter = () => html`<button class="button" @click=${() => { openCount.value += 1; }}>${openCount.value}</button>`;
//   mount(host, () => html`<p>Opened</p>${counter()}`);
//
// Event handlers read cells when they run, never a value that the draw has seen: somebody who types fast is ahead of the last draw.
// State that must not outlive a page is made where the page is made (the `open` of its route) and ends in the page's `dispose`.
// Lists that change order use lit's `repeat` with a key. Whatever came from outside is a value in a template, never markup.

/** Draws a root again. */
type Draw = () => unknown;

const roots = new Map<HTMLElement, Draw>();
let waiting: Promise<void> | undefined;

const drawRoot = (host: HTMLElement, draw: Draw): void => {
  try {
    render(draw(), host);
  } catch (error) {
    // A defect of one part: it is told, and the other parts go on.
    reportError(error);
  }
};

const drawAll = (): void => {
  waiting = undefined;
  for (const [host, draw] of roots) drawRoot(host, draw);
};

/** A hidden page has no frames; it is drawn when a task is due, so that tests and titles do not hang on visibility. */
const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve, 0);
    else requestAnimationFrame(() => resolve());
  });

/** Asks for one draw of every root in the next frame; resolves when it is done. */
export const redraw = (): Promise<void> => {
  waiting ??= nextFrame().then(drawAll);
  return waiting;
};

/** Keeps `host` filled with what `draw` returns; the returned function ends that and empties it. */
export const mount = (host: HTMLElement, draw: Draw): (() => void) => {
  roots.set(host, draw);
  drawRoot(host, draw);
  return () => {
    roots.delete(host);
    render(undefined, host);
  };
};

/** A value that is drawn. */
export interface Cell<Value> {
  value: Value;
}

/** Makes a cell: setting it to something else asks for a redraw. Set a new object rather than changing the one inside. */
export const cell = <Value>(initial: Value): Cell<Value> => {
  let current = initial;
  return {
    get value() {
      return current;
    },
    set value(next) {
      if (Object.is(current, next)) return;
      current = next;
      void redraw();
    },
  };
};
