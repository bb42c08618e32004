import type { SetupAnswer } from '../mocks/account-setup.ts';
import type { SetupAnswered } from '../src/evidence/dashboard-events.ts';
import { heldOf, SHOWN } from '../src/harness/views/dashboard.ts';
import type { Dashboard, Moment } from './dashboard.ts';
import { answerButton, nameOwnHeader, pressInWizard, readWizard } from './dashboard-pages.ts';
import type { Stand } from './stand.ts';

/** More steps than any wizard has. */
const MOST_STEPS = 8;

/** What a wizard has been told, in the order of its questions. */
export const USUAL: readonly SetupAnswer[] = [
  { step: 'gateway-present', present: true },
  { step: 'gateway', vendor: 'cisco', header: 'X-IronPort-RemoteIP' },
  { step: 'direction', direction: 'incoming' },
  { step: 'authentication', authentication: 'none' },
];

/**
 * Goes through the wizard that is shown, from where it is to its end, taking what it offers; notes what it asks, and what the browser
 * held of the address before it was given. `header`: a header field of one's own.
 */
export const goThroughWizard = async ({ evidence, mock }: Stand, dashboard: Dashboard, account: string, header?: string): Promise<void> => {
  const { page } = dashboard;
  const issuedBefore = mock.accounts.all.map(({ intakeAddress }) => intakeAddress);
  const moments: Moment[] = [];
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const shown = await readWizard(page, account);
    evidence.record(await dashboard.fact(shown));
    const address = shown.facts?.[SHOWN.address];
    if (address !== undefined) {
      for (const { moment, text } of moments) {
        evidence.record({ type: 'addressSought', address, moment, characters: text.length, held: heldOf(text, address, issuedBefore) });
      }
      return;
    }
    const moment = shown.facts?.[SHOWN.step];
    if (moment === undefined) return;
    moments.push({ moment, text: await dashboard.holdings() });
    if (header !== undefined) await nameOwnHeader(page, header);
    await pressInWizard(page, await answerButton(page));
  }
};

/** Answers a question of the wizard as a program does, past the pages. */
export const answerByProgram = async ({ evidence, dashboard }: Stand, account: string, answer: object): Promise<SetupAnswered> => {
  const body = JSON.stringify(answer);
  const response = await fetch(`${dashboard.url}/api/v1/accounts/${account}/setup`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${dashboard.token}`, 'Content-Type': 'application/json' },
    body,
  });
  const reason = response.ok ? '' : await response.text();
  const answered: SetupAnswered = { type: 'setupAnswered', account, answer: body, status: response.status, reason };
  evidence.record(answered);
  return answered;
};
