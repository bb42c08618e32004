import { announce } from '../../../web/ui/announce.ts';
import { cell, redraw } from '../../../web/ui/draw.ts';
import { toast } from '../../../web/ui/toast.ts';
import type { PolicyRow } from './answers.ts';
import { policiesText } from './policies-text.ts';
import { change, isConflict, revision, settings } from './state.ts';

// Policies are put in order by dragging their grip, or by the arrow keys while it has the focus.

/** The row that is dragged, and the place that it would take. */
export const dragging = cell<{ readonly name: string; readonly to: number } | undefined>(undefined);

const movable = (): readonly PolicyRow[] => (settings.value?.rows ?? []).filter(({ isDefault }) => !isDefault);

/** Says what went wrong with a change made in the table itself. */
export const tellRefusal = async (error: unknown): Promise<void> => {
  const text = policiesText();
  if (isConflict(error)) await settings.load();
  const why = error instanceof Error ? error.message : String(error);
  toast({ tone: 'bad', text: isConflict(error) ? text.conflict : text.failed(why) });
};

const moveTo = async (name: string, to: number): Promise<void> => {
  const rows = movable();
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined || to < 1 || to > rows.length || to === row.position) return;
  try {
    await change('POST', `/policies/${encodeURIComponent(name)}/move`, { to, revision: revision() });
    announce(policiesText().moved(name, to, rows.length));
  } catch (error) {
    await tellRefusal(error);
  }
  // A row that changes its place in the document loses the focus.
  await redraw();
  document.querySelector<HTMLElement>(`[data-grip="${CSS.escape(name)}"]`)?.focus();
};

const STEPS: Readonly<Record<string, (position: number, last: number) => number>> = {
  ArrowUp: (position) => position - 1,
  ArrowDown: (position) => position + 1,
  Home: () => 1,
  End: (_position, last) => last,
};

export const moveByKey = (event: KeyboardEvent, row: PolicyRow): void => {
  const to = STEPS[event.key]?.(row.position, movable().length);
  if (to === undefined) return;
  event.preventDefault();
  void moveTo(row.name, to);
};

/** The place whose middle the pointer has not passed yet. */
const placeAt = (y: number, body: Element, from: number): number => {
  const others = [...body.querySelectorAll<HTMLElement>('tr[data-movable]')].filter((_row, index) => index !== from - 1);
  return (
    others.filter((row) => {
      const { top, height } = row.getBoundingClientRect();
      return y > top + height / 2;
    }).length + 1
  );
};

/** Follows the pointer from the moment that the grip is pressed until it is let go; Escape leaves everything as it was. */
export const startDrag = (event: PointerEvent, row: PolicyRow): void => {
  const grip = event.currentTarget;
  const body = grip instanceof HTMLElement ? grip.closest('tbody') : null;
  if (!(grip instanceof HTMLElement) || body === null || event.button !== 0) return;
  grip.setPointerCapture(event.pointerId);
  const ending = new AbortController();
  const { signal } = ending;
  const stop = (): void => {
    ending.abort();
    dragging.value = undefined;
  };
  grip.addEventListener(
    'pointermove',
    ({ clientY }) => {
      dragging.value = { name: row.name, to: placeAt(clientY, body, row.position) };
    },
    { signal },
  );
  grip.addEventListener(
    'pointerup',
    () => {
      const target = dragging.value;
      stop();
      if (target !== undefined) void moveTo(row.name, target.to);
    },
    { signal },
  );
  grip.addEventListener('pointercancel', stop, { signal });
  document.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Escape') stop();
    },
    { signal },
  );
};
