import { PROBLEM_TITLES } from '../../../src/web/problem.ts';
import { JAPANESE_PROBLEMS } from '../../dashboard/ui/frame/problem-words.ts';
import { PROBLEM_KINDS, type ProblemKindName, problemType } from '../problem-kinds.ts';
import { type Markup, markup } from './markup.ts';
import { REFERENCE_TEXT, type ReferenceLanguage } from './reference-text.ts';

const isKind = (name: string): name is ProblemKindName => Object.hasOwn(PROBLEM_KINDS, name);

const names = (): ProblemKindName[] => Object.keys(PROBLEM_KINDS).filter(isKind);

/** The anchor is taken from the type itself, so that a refusal cannot lead past its entry. */
const anchorOf = (name: ProblemKindName): string => problemType(name).replace(/^.*#/, '');

/** The title as programs get it, in Japanese with what the pages say of it. */
const titleText = (name: ProblemKindName, language: ReferenceLanguage): Markup => {
  const [, title] = PROBLEM_KINDS[name];
  return language === 'ja' ? markup`<h3>${JAPANESE_PROBLEMS[name]}</h3><p lang="en">${title}</p>` : markup`<h3>${title}</h3>`;
};

const entryText = (name: ProblemKindName, language: ReferenceLanguage): Markup => {
  const [status] = PROBLEM_KINDS[name];
  return markup`<li class="problem" id="${anchorOf(name)}">${titleText(name, language)}
<p><span class="method">${status}</span> <span class="soft" lang="en">${PROBLEM_TITLES[status]}</span></p>
<p><a href="#${anchorOf(name)}"><code>${problemType(name)}</code></a></p></li>`;
};

/** What the `type` of a refusal leads to: one entry a kind. A list and no table, since a phone has no room for three columns. */
export const problemsText = (language: ReferenceLanguage): Markup => {
  const { problems, problemsLead } = REFERENCE_TEXT[language];
  return markup`<section class="stack" aria-labelledby="problems"><h2 id="problems">${problems}</h2>
<p>${problemsLead}</p>
<ul class="card problems">${names().map((name) => entryText(name, language))}</ul></section>`;
};
