import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError } from '../../../../src/web/ui/api.ts';
import { openDialog } from '../../../../src/web/ui/dialog.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { address, foreign } from '../../../../src/web/ui/foreign.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { kitText } from '../../../../src/web/ui/kit-text.ts';
import { loaded, type Resource, resource } from '../../../../src/web/ui/resource.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import { type ConnectionDetails, connectionDetails } from '../data/connections.ts';
import { messageText } from '../message/message.text.ts';
import { MOST_LINES, transcriptTable } from '../message/transcript.ts';
import { type TranscriptLine, transcriptLines } from '../message/transcript-lines.ts';
import { connectionsText } from './connections.text.ts';

const tlsText = ({ tls, tlsFailure }: ConnectionDetails): unknown => {
  const text = connectionsText();
  if (tlsFailure !== null) return html`<span class="pill bad">${text.tlsFailed(tlsFailure)}</span>`;
  return tls === null ? text.inClear : foreign(`${tls.protocol} ${tls.cipher}`);
};

const facts = (details: ConnectionDetails): TemplateResult => {
  const { columns, ends, open, address: addressLabel, anomalies, traffic } = connectionsText();
  return html`
    <dl class="facts">
      <dt>${columns.host}</dt><dd>${address(details.host)}</dd>
      <dt>${addressLabel}</dt><dd class="mono small">${details.remote} → ${details.local}</dd>
      <dt>${columns.opened}</dt><dd>${timeTag(details.openedAtMs)}</dd>
      <dt>${columns.stage}</dt><dd>${details.stage}</dd>
      <dt>${columns.end}</dt><dd>${details.end === null ? open : ends[details.end]} · ${traffic(bytes(details.bytesIn), bytes(details.bytesOut))}</dd>
      <dt>${columns.tls}</dt><dd>${tlsText(details)}</dd>
      <dt>${columns.messages}</dt><dd>${messageLinks(details)}</dd>
      ${details.anomalies.length === 0 ? nothing : html`<dt>${anomalies}</dt><dd>${foreign(details.anomalies.join(', '))}</dd>`}
    </dl>
  `;
};

const messageLinks = ({ transcript, copies }: ConnectionDetails): unknown => {
  const ids = transcript.flatMap((entry) => (entry.type === 'copyReceived' ? [entry.copy] : []));
  return ids.length === 0
    ? copies
    : html`<span class="message-links">${ids.map((id) => html`<a href="/messages/${id}" aria-label=${messageText().numbered(id)}>${id}</a>`)}</span>`;
};

const copyLink = ({ copy }: TranscriptLine): unknown =>
  copy === undefined ? nothing : html`<a class="pill plain note" href="/messages/${copy}?tab=story">${messageText().numbered(copy)}</a>`;

const content = (details: ConnectionDetails): TemplateResult => {
  const text = connectionsText();
  const lines = transcriptLines(details.transcript);
  return html`
    ${facts(details)}
    ${lines.length === 0 ? html`<p class="soft">${text.noTranscript}</p>` : transcriptTable(lines, { label: messageText().story.transcriptOf(details.connection), links: copyLink })}
    ${lines.length > MOST_LINES || details.transcriptNext !== null ? html`<p class="soft small">${text.transcriptCut}</p>` : nothing}
  `;
};

const shown = (details: Resource<ConnectionDetails>): unknown =>
  details.failure instanceof ApiError && details.failure.status === 404
    ? html`<div class="notice caution" role="alert"><p>${connectionsText().missing}</p></div>`
    : loaded(details, { waiting: () => skeletonLines(8), ready: content });

/** A connection that is looked at. */
export interface OpenedConnection {
  readonly connection: number;
  /** Settled when the dialog is closed. */
  readonly closed: Promise<unknown>;
  /** Reads it again, unless it is over. */
  refresh(): void;
}

/** Opens what was said on a connection; it goes on while the connection does. */
export const openConnection = (connection: number): OpenedConnection => {
  const details = resource((signal) => connectionDetails(connection, signal));
  void details.load();
  const closed = openDialog({
    size: 'wide',
    title: () => connectionsText().numbered(connection),
    body: (close) => html`
      <div class="stack connection-dialog">${shown(details)}</div>
      <div class="form-actions"><button type="button" class="button" @click=${() => close()}>${kitText().close}</button></div>
    `,
  }).finally(() => details.dispose());
  return {
    connection,
    closed,
    refresh() {
      if (!details.loading && details.value?.closedAtMs === null) void details.load();
    },
  };
};
