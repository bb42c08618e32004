import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { segmented } from '../../../../src/web/ui/form.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { innerAddress, rawAddress } from '../data/messages.ts';
import { messageSource, type SourceOf } from '../data/source.ts';
import { messageText } from './message.text.ts';

const KINDS = ['copy', 'message'] as const;

/** The bytes of a copy as they came, a stretch at a time. */
export class SourcePanel {
  private readonly id: number;
  private readonly of = cell<SourceOf>('copy');
  private readonly pieces = cell<readonly string[]>([]);
  private readonly failure = cell<string | undefined>(undefined);
  private next: number | undefined = 0;
  private size = 0;
  private read = 0;
  private busy: AbortController | undefined;

  constructor(id: number) {
    this.id = id;
  }

  view(): TemplateResult {
    const text = messageText().source;
    if (this.read === 0 && this.busy === undefined && this.failure.value === undefined) void this.more();
    return html`
      <div class="row">
        ${segmented({
          id: 'source-of',
          legend: text.of,
          legendHidden: true,
          value: this.of.value,
          onChange: (of) => this.choose(of),
          choices: KINDS.map((value) => ({ value, label: text[value] })),
        })}
        <span class="soft small">${this.size > 0 ? text.shown(bytes(this.read), bytes(this.size)) : ''}</span>
        <a class="button small push" download href=${this.of.value === 'copy' ? rawAddress(this.id) : innerAddress(this.id)}>${icon('download')}${messageText().download}</a>
      </div>
      ${this.failure.value === undefined ? nothing : html`<p class="notice bad foreign" role="alert">${this.failure.value}</p>`}
      ${this.pieces.value.length === 0 ? skeletonLines(12) : html`<pre class="code source wrap" tabindex="0">${this.pieces.value}</pre>`}
      ${this.next === undefined || this.read === 0 ? nothing : html`<p><button type="button" class="button" @click=${() => this.more()}>${text.more}</button></p>`}
    `;
  }

  dispose(): void {
    this.busy?.abort();
  }

  private choose(of: SourceOf): void {
    this.busy?.abort();
    this.busy = undefined;
    this.next = 0;
    this.read = 0;
    this.pieces.value = [];
    this.of.value = of;
  }

  private async more(): Promise<void> {
    if (this.next === undefined || this.busy !== undefined) return;
    const mine = new AbortController();
    this.busy = mine;
    try {
      const page = await messageSource(this.id, this.of.value, this.next, mine.signal);
      if (this.busy !== mine) return;
      this.size = page.size;
      this.next = page.next;
      this.read = page.next ?? page.size;
      this.failure.value = undefined;
      this.pieces.value = [...this.pieces.value, page.text];
    } catch (error) {
      if (this.busy === mine) this.failure.value = problemLine(error);
    }
    if (this.busy === mine) this.busy = undefined;
  }
}
