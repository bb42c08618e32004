/** Where a change is wrong, and what was expected there. */
export interface AdminComplaint {
  readonly path: string;
  readonly message: string;
}

/**
 * A change that is refused; the message says what to do.
 * `conflict`: it was made against something that is no longer so; `not found`: no such policy; `invalid`: it cannot be used;
 * `not written`: the configuration file cannot be read or written.
 */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly kind: 'conflict' | 'not found' | 'invalid' | 'not written';
  readonly complaints: readonly AdminComplaint[];

  constructor(kind: AdminError['kind'], message: string, complaints: readonly AdminComplaint[] = [], options: ErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.complaints = complaints;
  }
}
