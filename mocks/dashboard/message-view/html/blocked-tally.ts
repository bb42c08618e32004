import type { BlockedContent, BlockedKind, HtmlView } from '../view-model.ts';
import { remoteHost } from './address.ts';

/** Counts what the preview does not load, by kind and host. */
export class BlockedTally {
  /** Set by a `base` element: where relative addresses would lead. */
  base: string | undefined;
  private readonly counts = new Map<string, BlockedContent>();
  private readonly hosts = new Set<string>();
  private readonly most: number;
  private total = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Tells whether the address leads elsewhere; if so it is counted. */
  add(kind: BlockedKind, address: string): boolean {
    const host = remoteHost(address, this.base);
    if (host === undefined) return false;
    this.total += 1;
    const key = `${kind} ${host}`;
    const known = this.counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.counts.size < this.most) this.counts.set(key, { kind, host, count: 1 });
    if (this.hosts.size < this.most) this.hosts.add(host);
    return true;
  }

  /** The most frequent first. */
  result(): HtmlView['blocked'] {
    const entries = [...this.counts.values()].sort((one, other) => other.count - one.count);
    return { total: this.total, hosts: this.hosts.size, entries };
  }
}
