import { html, type TemplateResult } from 'lit-html';
import { address, foreign } from '../../../web/ui/foreign.ts';
import type { TrackedMessage, TrackedState } from './answers.ts';
import { trackingText } from './tracking-text.ts';

const TONES: Readonly<Record<TrackedState, string>> = {
  dropped: 'caution',
  failed: 'bad',
  queued: 'note busy',
  discarded: 'idle',
  delivered: 'good',
};

/** How a message stands, as a pill. */
export const statePill = ({ state }: Pick<TrackedMessage, 'state'>): TemplateResult =>
  html`<span class="pill ${TONES[state]}">${trackingText().states[state]}</span>`;

const COPY_TONES = { queued: 'note busy', delivered: 'good', failed: 'bad' } as const;

/** How its copy stands. */
export const copyPill = ({ state }: NonNullable<TrackedMessage['copy']>): TemplateResult =>
  html`<span class="pill ${COPY_TONES[state]}">${trackingText().states[state]}</span>`;

/** A header of the message; what is not there is said, and told apart from what it says. */
export const subjectText = ({ subject }: Pick<TrackedMessage, 'subject'>): unknown =>
  subject.trim() === '' ? html`<span class="soft">${trackingText().noSubject}</span>` : foreign(subject);

export const senderText = ({ sender }: Pick<TrackedMessage, 'sender'>): unknown =>
  sender === '' ? html`<span class="soft">${trackingText().nullSender}</span>` : address(sender);
