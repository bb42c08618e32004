import type { AccountBook } from '../../../mocks/accounts.ts';
import type { LabView } from '../../../mocks/api/lab.ts';
import { LAB_STEPS } from '../../../mocks/api/schema/lab.ts';
import type { EvidenceLog } from '../../evidence/evidence-log.ts';
import type { Forwarder } from '../../forwarder/forwarder.ts';

type StepId = (typeof LAB_STEPS)[number];
type Settings = ReturnType<Forwarder['admin']['view']>['pending'];

const TDC_QUEUE = 'the.tdc.queue';

/** Whether some policy of these settings journals. */
const journals = ({ policies, defaultPolicy }: Settings): boolean =>
  [...policies, defaultPolicy].some(({ connector }) => connector !== 'no-scan');

/** How far the walkthrough has come, read off both sides; nothing has to be ticked off by hand. */
export class Walkthrough {
  private readonly accounts: AccountBook;
  private readonly gateway: Forwarder;
  private arrived = false;

  constructor(accounts: AccountBook, evidence: EvidenceLog, gateway: Forwarder) {
    this.accounts = accounts;
    this.gateway = gateway;
    const leave = evidence.subscribe((entry) => {
      if (entry.type !== 'copyReceived') return;
      this.arrived = true;
      leave();
    });
  }

  steps(): LabView['steps'] {
    const { pending, committed } = this.gateway.admin.view();
    const [journalQueue] = this.gateway.deliveryStatus().filter(({ host }) => host === TDC_QUEUE);
    const states: { readonly [Id in StepId]: boolean } = {
      account: this.accounts.all.length > 0,
      connector: pending.connector.enabled && pending.connector.defaultIntakeAddress !== null,
      policy: journals(pending),
      commit: committed.connector.enabled && journals(committed),
      message: this.gateway.track({}).messages.length > 0,
      dashboard: this.arrived,
      counters: (journalQueue?.deliveredRecipients ?? 0) > 0,
    };
    return LAB_STEPS.map((id) => ({ id, done: states[id] }));
  }
}
