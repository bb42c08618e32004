/** Somebody changed how the stand is set up: rules that are armed, accounts, DNS records. */
export interface StandChange {
  readonly type: 'standChanged';
  readonly what: 'rules' | 'accounts' | 'records';
}

/** Tells pages that watch of changes to the stand itself; the store tells of everything else. */
export class StandNews {
  private readonly listeners = new Set<(change: StandChange) => void>();

  tell(what: StandChange['what']): void {
    for (const listener of this.listeners) listener({ type: 'standChanged', what });
  }

  subscribe(listener: (change: StandChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
