import type { Page, Response } from 'playwright-core';
import type { DashboardRead } from '../src/evidence/dashboard-events.ts';
import { giveBackPage } from './shared-browser.ts';

/** Where the dashboard of the mock is served, and what opens it. */
export interface DashboardPlace {
  readonly url: string;
  readonly token: string;
}

/** What a page showed, before it is known which loading of the document that was. */
export interface Shown extends Pick<DashboardRead, 'page' | 'account'> {
  readonly facts?: Readonly<Record<string, string>>;
  readonly rows?: readonly (readonly string[])[];
}

/** Everything a browser holds of a document, but for what the server told it. */
const HOLDINGS = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll('input, textarea, select')].map((field) => field.value),
  JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state), location.href, document.title,
].join('\\n')`;

/** What was held at a moment. */
export interface Moment {
  readonly moment: string;
  readonly text: string;
}

/** Somebody at the dashboard, on one page of a browser for a whole scenario, while mail comes in. */
export class Dashboard {
  readonly page: Page;
  private readonly place: DashboardPlace;
  private readonly answers: Promise<string>[] = [];
  private loads = 0;

  constructor(page: Page, place: DashboardPlace) {
    this.page = page;
    this.place = place;
    page.on('response', this.keep);
  }

  /** Nobody looks any more: the page may be used by others. */
  async leave(): Promise<void> {
    this.page.off('response', this.keep);
    await giveBackPage(this.page);
  }

  /** Loads a page by its address. */
  async visit(path: string): Promise<void> {
    await this.page.goto(`${this.place.url}${path}${path.includes('?') ? '&' : '?'}token=${this.place.token}`);
    await this.mark();
  }

  /** Loads the page anew that is looked at. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.mark();
  }

  /** What was shown, as a fact. A document that was loaded without being asked for bears no mark: it is load 0. */
  async fact({ page, account, facts = {}, rows = [] }: Shown): Promise<DashboardRead> {
    const load = Number(await this.page.evaluate('window.loadOfTheStand ?? 0'));
    return { type: 'dashboardRead', page, account, load, facts, rows };
  }

  /** All that the browser holds now, and all that the API ever told it. */
  async holdings(): Promise<string> {
    return [await this.page.evaluate(HOLDINGS), ...(await Promise.all(this.answers))].join('\n');
  }

  private async mark(): Promise<void> {
    this.loads += 1;
    await this.page.evaluate(`window.loadOfTheStand = ${this.loads}`);
  }

  private readonly keep = (response: Response): void => {
    const isAnswer = response.url().includes('/api/') && (response.headers()['content-type'] ?? '').includes('json');
    // One that a reload overtakes is gone from the browser, too.
    if (isAnswer) this.answers.push(response.text().catch(() => ''));
  };
}
