import { definitions, lazily, make, mark, prose } from './dom.js';
import { scenarioDetails } from './scenario.js';

const requirementBody = (requirement) => {
  const bad = requirement.judgements.find((judgement) => judgement.verdict === requirement.verdict && judgement.verdict !== 'conforms');
  return make(
    'div',
    { class: 'body' },
    make('p', { class: 'statement' }, ...prose(requirement.statement)),
    definitions('about', [
      ['basis', `${requirement.basis}, ${requirement.weight}`],
      ['source', requirement.source],
      ['reading', requirement.reading],
      ['needs', requirement.needs.join(', ')],
    ]),
    requirement.judgements.length === 0 ? make('p', { class: 'caption' }, 'No scenario of this run judges it.') : null,
    ...requirement.judgements.map((judgement) => scenarioDetails(judgement, judgement === bad)),
  );
};

/** One line of the list, with all about the requirement inside. */
export const requirementRow = (requirement) => {
  const { id, title, basis, verdict, passed, total } = requirement;
  const cells = [
    mark(verdict),
    make('span', { class: 'id' }, id),
    make('span', { class: 'title' }, title),
    make('span', { class: 'basis' }, basis),
    make('span', { class: 'word' }, verdict),
    make('span', { class: 'score', title: 'scenarios that conform, of all' }, total === 0 ? '' : `${passed}/${total}`),
  ];
  const details = make('details', { class: `requirement ${verdict}`, id }, make('summary', { class: verdict }, ...cells));
  return lazily(details, () => details.append(requirementBody(requirement)));
};
