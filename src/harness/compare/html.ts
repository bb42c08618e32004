import { createHash } from 'node:crypto';
import { escapeHtml } from '../reports/html/page.ts';
import { MARK } from '../reports/paint.ts';
import type { RunMeta, Verdict } from '../run-result.ts';
import { type Comparison, differs, type RequirementComparison, type ScenarioDifference, type Side } from './compare.ts';

// A comparison as one HTML file without script, for the screen and for paper.

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid #8885; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
pre { margin: .4rem 0; padding: .5rem; background: #8881; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
.departs, .worse { color: light-dark(#c0262d, #ff7b7b); } .conforms, .better { color: light-dark(#1d7a46, #5cc48a); }
.warning, .known-departure, .inconclusive { color: light-dark(#9a6200, #e8b04a); } .harness-error { color: light-dark(#9b2c8f, #e58bda); }
.side { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } .same { opacity: .75; }
h3 { margin: 1.5rem 0 .3rem; }
@media (max-width: 700px) { .side { grid-template-columns: 1fr; } }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } section, tr { break-inside: avoid-page; } }
`;

const shown = (verdict: Verdict | null): string =>
  verdict === null ? 'absent' : `<span class="${verdict}">${MARK[verdict]} ${verdict}</span>`;

const side = (label: string, value: Side | null): string => {
  if (value === null) return `<div><b>${label}</b>: absent</div>`;
  const evidence = value.evidence.length === 0 ? '' : `<pre>${escapeHtml(value.evidence.join('\n'))}</pre>`;
  return `<div><b>${label}</b>: ${shown(value.verdict)} ${escapeHtml(value.reason)}${evidence}</div>`;
};

const scenarioBlock = ({ id, name, left, right }: ScenarioDifference): string =>
  `<p><b>${escapeHtml(name)}</b> <small>${escapeHtml(id)}</small></p><div class="side">${side('left', left)}${side('right', right)}</div>`;

const detail = ({ id, title, left, right, scenarios }: RequirementComparison): string =>
  `<section id="${escapeHtml(id)}"><h3>${escapeHtml(id)} ${escapeHtml(title)}</h3><p>${shown(left)} → ${shown(right)}</p>` +
  `${scenarios.map(scenarioBlock).join('')}</section>`;

const row = ({ id, title, left, right, change, scenarios }: RequirementComparison): string => {
  const linked = scenarios.length === 0 ? escapeHtml(id) : `<a href="#${escapeHtml(id)}">${escapeHtml(id)}</a>`;
  return `<tr class="${change}"><td>${linked}</td><td>${escapeHtml(title)}</td><td>${shown(left)}</td><td>${shown(right)}</td><td>${change}</td></tr>`;
};

const who = (label: string, { system, tool, started, catalogue, clock }: RunMeta): string =>
  `<li><b>${label}</b>: ${escapeHtml(system)}; ${escapeHtml(started)}, ${clock} clock, catalogue ${escapeHtml(catalogue)}, ${escapeHtml(tool.name)} ${escapeHtml(tool.version)}</li>`;

/** The comparison as one HTML page. */
export function comparisonPage(comparison: Comparison): string {
  const { left, right, conditions, requirements } = comparison;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  const different = requirements.filter(({ scenarios }) => scenarios.length > 0);
  const notes =
    conditions.length === 0
      ? ''
      : `<h2>Different conditions</h2><ul>${conditions.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${left.system} and ${right.system}: SETD conformance`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${differs(comparison) ? 'Two runs compared' : 'Two runs, no difference'}</h1>
<ul>${who('left', left)}${who('right', right)}</ul>
${notes}
<h2>Requirements</h2>
<table><thead><tr><th scope="col">id</th><th scope="col">requirement</th><th scope="col">left</th><th scope="col">right</th><th scope="col">change</th></tr></thead>
<tbody>${requirements.map(row).join('\n')}</tbody></table>
${different.length === 0 ? '' : `<h2>What differs</h2>${different.map(detail).join('\n')}`}
</body>
</html>
`;
}
