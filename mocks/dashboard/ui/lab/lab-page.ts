import { html, type TemplateResult } from 'lit-html';
import { ApiError } from '../../../../src/web/ui/api.ts';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { loaded } from '../../../../src/web/ui/resource.ts';
import type { Page } from '../../../../src/web/ui/router.ts';
import type { LabView } from '../../../api/lab.ts';
import { onChanges } from '../data/changes.ts';
import { labResource } from '../data/lab.ts';
import { labText } from './lab.text.ts';
import { SenderForm } from './sender-form.ts';
import { walkthrough } from './walkthrough.ts';

/** What happens at the console reaches this page by asking. */
const ASK_EVERY_MS = 2000;

class LabPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly lab = labResource();
  private readonly sender = new SenderForm(() => void this.lab.load());
  private readonly leave: () => void;
  private readonly asking: ReturnType<typeof setInterval>;

  constructor() {
    const ask = (): void => {
      if (!document.hidden && !this.lab.loading && !this.isAlone) void this.lab.load();
    };
    this.leave = onChanges({ changes: ask, missed: ask });
    this.asking = setInterval(ask, ASK_EVERY_MS);
    this.ready = this.lab.load();
  }

  title(): string {
    return labText().title;
  }

  dispose(): void {
    this.leave();
    clearInterval(this.asking);
    this.lab.dispose();
  }

  view(): TemplateResult {
    const text = labText();
    if (this.isAlone) return alone();
    return html`
      <div class="page">
        ${pageHead({ title: text.title, lead: text.lead })}
        ${loaded(this.lab, {
          waiting: () => skeletonLines(12),
          ready: (lab) => html`<div class="lab">${walkthrough(lab)}<div class="stack">${this.sender.view(lab)}${gateway(lab)}</div></div>`,
        })}
      </div>
    `;
  }

  private get isAlone(): boolean {
    return this.lab.failure instanceof ApiError && this.lab.failure.status === 404;
  }
}

const alone = (): TemplateResult => {
  const text = labText();
  const command = 'npx setd lab';
  return html`
    <div class="page narrow">
      ${pageHead({ title: text.title })}
      <div class="empty">
        <h2>${text.alone}</h2>
        <p>${text.aloneText}</p>
        <div class="copyable"><code>${command}</code>${copyButton(command, { what: command })}</div>
      </div>
    </div>
  `;
};

const gateway = ({ console, listeners }: LabView): TemplateResult => {
  const text = labText();
  return html`
    <section class="card" aria-labelledby="gateway">
      <h2 id="gateway">${text.gateway}</h2>
      <dl class="facts">
        <dt>${text.console}</dt><dd><a href=${console} target="setd-console" rel="noopener">${console}</a></dd>
        ${listeners.map(
          ({ kind, address, port }) =>
            html`<dt>${text.takesMail}</dt><dd><code>${address}:${port}</code> <span class="pill idle">${text.directions[kind]}</span></dd>`,
        )}
      </dl>
    </section>
  `;
};

/** The documented set-up by hand, with a gateway beside the mock. */
export const labPage = (): Page => new LabPage();
