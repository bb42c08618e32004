import type { CopyDetails, CopySink } from '../intake/copy-store.ts';
import { LARGEST_PIECE } from './database/bodies.ts';
import type { Handover } from './handover.ts';
import type { CopyHead, PieceHead } from './ingest.ts';
import type { StoreOptions } from './store.ts';

/** Bytes of a copy that are held until the rest has come; more than that is handed on piece by piece. */
const MOST_HELD = LARGEST_PIECE;

/** Takes copies as they arrive and hands them over. */
export class CopyIntake {
  private readonly handover: () => Handover;
  private readonly accounts: Pick<StoreOptions, 'accountOf' | 'clientHeaderOf'>;
  private uploads = 0;

  /** `handover` throws when nothing more is taken. */
  constructor(handover: () => Handover, accounts: Pick<StoreOptions, 'accountOf' | 'clientHeaderOf'>) {
    this.handover = handover;
    this.accounts = accounts;
  }

  open(): CopySink {
    let held: Buffer[] = [];
    let size = 0;
    let upload: number | undefined;
    let failure: unknown;
    const handOn = (): void => {
      if (upload === undefined) {
        this.uploads += 1;
        upload = this.uploads;
      }
      const head: PieceHead = { upload };
      this.handover().add('piece', head, held);
      held = [];
      size = 0;
    };
    const end = (copy: CopyDetails): void => {
      const clientHeader = copy.account === null ? undefined : this.accounts.clientHeaderOf?.(copy.account);
      const head: CopyHead = {
        copy,
        accounts: this.accountsOf(copy),
        ...(clientHeader === undefined ? {} : { clientHeader }),
        ...(upload === undefined ? {} : { upload }),
      };
      this.handover().add('copy', head, held);
      held = [];
    };
    return {
      write: (chunk) => {
        if (failure !== undefined) return;
        try {
          if (size + chunk.length > MOST_HELD && size > 0) handOn();
        } catch (error) {
          // Told when the copy is to be kept: before that nobody waits for an answer.
          failure = error;
          held = [];
          return;
        }
        held.push(chunk);
        size += chunk.length;
      },
      keep: (copy) => {
        if (failure !== undefined) throw failure;
        end(copy);
        // SMTP-4: safe before the 250 is sent.
        this.handover().secure();
      },
      discard: (copy) => {
        try {
          if (copy !== undefined && failure === undefined) end(copy);
          else if (upload !== undefined) this.handover().add('drop', { upload } satisfies PieceHead);
        } catch {
          // What is given up needs no store, and a store that failed drops what it had of it when it is opened again.
        }
        held = [];
      },
    };
  }

  /** One recipient is what every journal copy has (COPY-3). */
  private accountsOf({ account, rcptTo }: CopyDetails): string[] {
    if (rcptTo.length <= 1) return account === null ? [] : [account];
    const owners = rcptTo.map((address) => this.accounts.accountOf?.(address)).filter((owner) => owner !== undefined);
    return [...new Set(account === null ? owners : [account, ...owners])];
  }
}
