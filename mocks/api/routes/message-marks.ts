import type { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import type { MessageSelection } from '../../store/message-record.ts';
import type { Store } from '../../store/store.ts';
import { asked } from '../asked.ts';
import { json, type Operation, operation } from '../operation.ts';
import { changed, deletion, readChange, selection, tagChange } from '../schema/message.ts';
import { choiceOf } from './messages.ts';

const HINT = 'send {"ids": […]} or {"matching": {…}} and what to do with them; nothing was changed';

/** The schemas see to it that one of both is given. */
const chosen = ({ ids, matching }: z.output<typeof selection>): MessageSelection =>
  ids === undefined ? { matching: choiceOf(matching ?? {}) } : { ids };

/** What people do with messages, one or many at a time. */
export const messageMarkOperations = ({ messages }: Store, evidence: EvidenceLog): Operation[] => [
  operation({
    id: 'markMessages',
    method: 'post',
    path: '/api/v1/messages/read',
    section: 'Messages',
    summary: 'Marks messages as read or unread',
    body: { schema: readChange, hint: HINT },
    answer: json('how many changed', changed),
    handle: async ({ body }) => ({ changed: await asked(messages.markRead(chosen(body), body.read)) }),
  }),
  operation({
    id: 'tagMessages',
    method: 'post',
    path: '/api/v1/messages/tags',
    section: 'Messages',
    summary: 'Puts tags on messages and takes others off',
    body: { schema: tagChange, hint: HINT },
    answer: json('how many changed', changed),
    handle: async ({ body }) => {
      const { add = [], remove = [] } = body;
      return { changed: await asked(messages.tag(chosen(body), { add, remove })) };
    },
  }),
  operation({
    id: 'deleteSelectedMessages',
    method: 'post',
    path: '/api/v1/messages/delete',
    section: 'Messages',
    summary: 'Forgets messages; the evidence stays',
    body: { schema: selection, hint: HINT },
    answer: json('how many there were', deletion),
    handle: async ({ body }) => {
      const deleted = await asked(messages.delete(chosen(body)));
      evidence.record({ type: 'standChanged', what: `stored copies deleted: ${deleted}` });
      return { deleted };
    },
  }),
];
