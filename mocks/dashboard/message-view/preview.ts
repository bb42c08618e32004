import { readHtmlBody } from './html-body.ts';
import { VIEW_LIMITS, type ViewLimits } from './limits.ts';
import { openMessage } from './opened-message.ts';

// The document that the frame of a message's page shows. Four things keep what a stranger wrote inside it, each enough by
// itself against scripts: it is written anew from an allow list; its policy lets nothing run or load; the same policy puts it
// into a sandbox, however it is opened; and the page's frame is a sandbox too.

/** What the preview may do: show styles of its own and pictures that it brings along. */
export const PREVIEW_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');

/** The part of it that holds in a saved document too. */
const DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const STYLES =
  ':root{color-scheme:light;background:#fff;color:#111}body{margin:12px;font:14px/1.45 system-ui,sans-serif;overflow-wrap:break-word}img{max-width:100%}pre{white-space:pre-wrap}a{color:#0b57d0;text-decoration:underline}';

const documentOf = (body: string): string =>
  [
    '<!doctype html>',
    '<html>',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${DOCUMENT_POLICY}">`,
    '<meta name="referrer" content="no-referrer">',
    '<title>Message</title>',
    `<style>${STYLES}</style>`,
    '</head>',
    '<body>',
    body,
    '</body>',
    '</html>',
  ].join('\n');

/** The HTML of a message as a document of its own; undefined where it has none. */
export const previewMessage = async (inner: Buffer, limits: Partial<ViewLimits> = {}): Promise<string | undefined> => {
  const body = await readHtmlBody(openMessage(inner, { ...VIEW_LIMITS, ...limits }));
  return body === undefined ? undefined : documentOf(body.html);
};
