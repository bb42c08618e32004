import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Registry } from '../../registry.ts';
import type { RunResult } from '../../run-result.ts';
import { packDetails } from './pack-details.ts';
import { pageData } from './page-data.ts';

// reports/index.html: one file that needs nothing else. Data lies in it as JSON; the script turns it into text nodes only,
// so that nothing a system under test has sent can become markup, and the policy allows no other script or request.

const asset = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8').trim();

/** In the order in which they override each other. */
const STYLES = ['frame.css', 'verdicts.css', 'details.css', 'media.css'];
/** In the order in which they need each other. */
const SCRIPTS = ['dom.js', 'unpack.js', 'data.js', 'overview.js', 'scenario.js', 'requirement.js', 'main.js'];

/** The modules of the page as one: they share its scope, so that imports and exports among them fall away. */
const bundle = (): string =>
  SCRIPTS.map((name) =>
    asset(`client/${name}`)
      .replaceAll(/^import .*;\n+/gm, '')
      .replaceAll(/^export /gm, ''),
  ).join('\n');

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Text that may stand in an element or an attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON that cannot end the script element it lies in. */
export const embeddable = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/** The result as one HTML page. */
export function reportPage(result: RunResult, registry: Registry): string {
  const style = STYLES.map(asset).join('\n');
  const script = bundle();
  const policy = `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${result.meta.system}: SETD conformance`)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#requirements">Skip to the requirements</a>
<div id="page"><noscript>This page shows its data by a script of its own; run.json beside it holds the same.</noscript></div>
<script type="application/json" id="data">${embeddable(pageData(result, registry))}</script>
<script type="application/octet-stream" id="details">${packDetails(result.scenarios)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}
