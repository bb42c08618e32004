import { describe, expect, it } from 'vitest';
import { heldOf, questionsOf } from './dashboard.ts';

describe('what was held of an address before it was issued', () => {
  const address = '4f1c9a-7be20@one.example';

  it.each([
    ['nothing', 'ask@other.example, known@one.example', []],
    ['the address', `value="${address}"`, [address, '4f1c9a-7be20']],
    ['its mailbox, in other letters', 'data-box="4F1C9A-7BE20"', ['4f1c9a-7be20']],
    ['another address of the domain', '<b>00aa-11@one.example</b>', ['00aa-11@one.example']],
  ])('%s', (_, text, held) => {
    expect(heldOf(text, address, ['known@one.example'])).toEqual(held);
  });
});

it('questions are asked with their choices, by what could be done with them', () => {
  const rows = [
    ['Which?', 'this', 'taken'],
    ['Which?', 'that', 'not offered'],
    ['How?', 'so', 'offered'],
  ];
  const read = { type: 'dashboardRead', page: 'wizard', account: 'east', load: 1, facts: {}, rows } as const;
  expect(questionsOf(read)).toEqual([
    { question: 'Which?', taken: ['this'], offered: [], notOffered: ['that'] },
    { question: 'How?', taken: [], offered: ['so'], notOffered: [] },
  ]);
});
