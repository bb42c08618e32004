import { html, type TemplateResult } from 'lit-html';
import { openDialog } from '../../../../src/web/ui/dialog.ts';
import { messagesText } from './messages.text.ts';

type TermName = keyof ReturnType<typeof messagesText>['search']['terms'];

const EXAMPLES: readonly (readonly [TermName, string])[] = [
  ['words', '"monthly report"'],
  ['from', 'from:alice@site.example'],
  ['to', 'to:site.example'],
  ['subject', 'subject:invoice'],
  ['message-id', 'message-id:O7afv777'],
  ['mid', 'mid:14501404'],
  ['dcid', 'dcid:4566150'],
  ['connection', 'connection:3'],
  ['account', 'account:secondary'],
  ['rule', 'rule:busy-at-rcpt'],
  ['tag', 'tag:checked'],
  ['has', 'has:attachment'],
  ['before', 'before:2026-11-02'],
  ['after', 'after:2h'],
  ['larger', 'larger:100k'],
  ['is', 'is:unread'],
  ['not', '-is:duplicate'],
];

const row = (name: TermName, example: string, use: (term: string) => void): TemplateResult => html`
  <tr>
    <th scope="row"><button type="button" class="link-button mono" @click=${() => use(example)}>${example}</button></th>
    <td>${messagesText().search.terms[name]}</td>
  </tr>
`;

/** Shows what a search may hold; a click on an example puts it into the search. */
export const showSearchHelp = (use: (term: string) => void): void => {
  void openDialog({
    title: () => messagesText().search.help,
    size: 'wide',
    body: (close) => {
      const { lead, table } = messagesText().search;
      const take = (term: string): void => {
        close();
        use(term);
      };
      return html`
        <p class="soft">${lead}</p>
        <div class="table-frame"><table class="table dense">
          <thead><tr><th scope="col">${table.try}</th><th scope="col">${table.finds}</th></tr></thead>
          <tbody>${EXAMPLES.map(([name, example]) => row(name, example, take))}</tbody>
        </table></div>
      `;
    },
  });
};
