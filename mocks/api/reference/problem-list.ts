import { PROBLEM_TITLES } from '../../../src/web/problem.ts';
import { PROBLEM_KINDS, type ProblemKindName, problemType } from '../problem-kinds.ts';
import { type Markup, markup } from './markup.ts';

const isKind = (name: string): name is ProblemKindName => Object.hasOwn(PROBLEM_KINDS, name);

const names = (): ProblemKindName[] => Object.keys(PROBLEM_KINDS).filter(isKind);

/** The anchor is taken from the type itself, so that a refusal cannot lead past its entry. */
const anchorOf = (name: ProblemKindName): string => problemType(name).replace(/^.*#/, '');

const entryText = (name: ProblemKindName): Markup => {
  const [status, title] = PROBLEM_KINDS[name];
  return markup`<li class="problem" id="${anchorOf(name)}"><h3>${title}</h3>
<p><span class="method">${status}</span> <span class="soft">${PROBLEM_TITLES[status]}</span></p>
<p><a href="#${anchorOf(name)}"><code>${problemType(name)}</code></a></p></li>`;
};

/** What the `type` of a refusal leads to: one entry a kind. A list and no table, since a phone has no room for three columns. */
export const problemsText = (): Markup => markup`<section class="stack" aria-labelledby="problems"><h2 id="problems">Problems</h2>
<p>What is refused is told as <code>application/problem+json</code>, of the form of <a href="#schema-problem">Problem</a>. Its <code>type</code>
stays the same whatever the words are, so programs may go by it; its <code>detail</code> says what is the case and what to do.
<code>about:blank</code> means that the status says it all.</p>
<ul class="card problems">${names().map(entryText)}</ul></section>`;
