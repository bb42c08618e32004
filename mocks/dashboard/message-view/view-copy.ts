import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Flaws } from './flaws.ts';
import { viewFields } from './header-view.ts';
import { VIEW_LIMITS, type ViewLimits } from './limits.ts';
import { openCopy } from './open-copy.ts';
import { viewMessage } from './view-message.ts';
import type { CopyView } from './view-model.ts';

/** So much is hashed at a time; then the event loop gets a turn. */
const PIECE_BYTES = 8 * 1024 * 1024;

const sha256 = async (bytes: Buffer): Promise<string> => {
  const digest = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    if (at > 0) await setImmediate();
    digest.update(bytes.subarray(at, at + PIECE_BYTES));
  }
  return digest.digest('hex');
};

/** Takes a copy apart for its page: the wrapper (COPY-4), and the message inside (COPY-1). Never rejects. */
export const viewCopy = async (raw: Buffer, limits: Partial<ViewLimits> = {}): Promise<CopyView> => {
  const bounds = { ...VIEW_LIMITS, ...limits };
  const { form, fields, report, inner, offset, flaws } = openCopy(raw);
  const outerFlaws = new Flaws(bounds.flaws);
  const headers = viewFields(fields, bounds, null, outerFlaws);
  const outerDigest = await sha256(raw);
  return {
    form,
    outer: { size: raw.length, sha256: outerDigest, headers, flaws: form === 'bare' ? [] : [...flaws, ...outerFlaws.list] },
    inner: { size: inner.length, sha256: form === 'bare' ? outerDigest : await sha256(inner), offset },
    report,
    message: await viewMessage(inner, bounds),
  };
};
