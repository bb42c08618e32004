import type { Lab, LabSource, SendReport } from '../lab.ts';
import { json, type Operation, operation } from '../operation.ts';
import { problemOf } from '../problem-kinds.ts';
import { fileOrder, labView, sendOrder, sendReport } from '../schema/lab.ts';

const MOST_FILE_BYTES = 48 * 1024 * 1024;

const started = (sending: Promise<SendReport> | undefined): Promise<SendReport> => {
  if (sending === undefined) throw problemOf('lab-busy', 'messages are still being handed in; send again when they are through');
  return sending;
};

/** The lab around this mock: a gateway, and a sender that hands messages in. */
export const labOperations = (lab: LabSource | undefined): Operation[] => {
  const present = (): Lab => {
    if (lab === undefined) throw problemOf('no-lab', 'this mock runs alone; "setd lab" starts one together with a gateway and a sender');
    const running = lab();
    if (running === undefined) throw problemOf('lab-starting', 'the gateway of the lab is still starting; ask again');
    return running;
  };
  return [
    operation({
      id: 'getLab',
      method: 'get',
      path: '/api/v1/lab',
      section: 'Lab',
      summary: 'The gateway beside this mock, and how far the walkthrough has come',
      answer: json('the lab', labView),
      problems: [404, 503],
      handle: () => present().view(),
    }),
    operation({
      id: 'sendMessages',
      method: 'post',
      path: '/api/v1/lab/messages',
      section: 'Lab',
      summary: 'Makes up messages and hands them in at the gateway',
      body: { schema: sendOrder, hint: 'send {"rcptTo": ["reader@company.example"]}, with count for a burst' },
      answer: json('what the gateway answered', sendReport),
      problems: [404, 409, 503],
      handle: ({ body }) => started(present().send(body)),
    }),
    operation({
      id: 'sendFiles',
      method: 'post',
      path: '/api/v1/lab/files',
      section: 'Lab',
      summary: 'Hands messages from files in at the gateway, as they are',
      body: {
        schema: fileOrder,
        hint: 'send {"rcptTo": […], "files": [{"name": "one.eml", "content": "<base64>"}]}',
        mostBytes: MOST_FILE_BYTES,
      },
      answer: json('what the gateway answered', sendReport),
      problems: [404, 409, 503],
      handle: ({ body }) => started(present().sendFiles(body)),
    }),
  ];
};
