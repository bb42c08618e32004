import { readText } from './bodies.ts';
import { summarize, viewFields } from './header-view.ts';
import { readHtmlBody } from './html-body.ts';
import { VIEW_LIMITS, type ViewLimits } from './limits.ts';
import { openMessage } from './opened-message.ts';
import { viewAttachments, viewParts } from './part-view.ts';
import type { MessageView } from './view-model.ts';

/** Takes a message apart for its page. Never rejects: what is wrong with the message stands in `flaws`. */
export const viewMessage = async (inner: Buffer, limits: Partial<ViewLimits> = {}): Promise<MessageView> => {
  const bounds = { ...VIEW_LIMITS, ...limits };
  const message = openMessage(inner, bounds);
  const { parts, bodies, flaws } = message;
  const [root] = parts;
  const fields = root?.fields ?? [];
  const charset = [root, ...bodies.text].map((part) => part?.typeParameters.get('charset')).find((label) => label !== undefined) ?? null;
  const headers = viewFields(fields, bounds, charset, flaws);
  const summary = summarize({ fields }, bounds, charset, flaws);
  const views = await viewParts(message);
  const text = await readText(inner, bodies.text, bounds.textBytes, flaws);
  const html = await readHtmlBody(message);
  return {
    size: inner.length,
    summary,
    headers,
    parts: views,
    text,
    html: html?.view ?? null,
    attachments: viewAttachments(message, views),
    flaws: flaws.list,
  };
};
