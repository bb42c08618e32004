import type { Evidence } from '../../evidence/events.ts';
import { formatLine, transcribe } from '../transcript.ts';

const MOST_LINES = 15;

/** What was seen last, for a step that waited `seconds` for something that never came. */
export const waitInVain = (evidence: readonly Evidence[], seconds: number): string => {
  const lines = transcribe(evidence);
  const shown = lines.slice(-MOST_LINES).map(formatLine);
  const left = lines.length - shown.length;
  const head = `waited ${seconds} s in vain; seen last${left > 0 ? `, after ${left} lines more` : ''}:`;
  return [head, ...(shown.length === 0 ? ['(nothing)'] : shown)].join('\n');
};
