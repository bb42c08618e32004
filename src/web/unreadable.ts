import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { Problem, problemJson } from './problem.ts';

const failureWithCode = z.object({ code: z.string() });

const problemFor = (error: Error): Problem => {
  switch (failureWithCode.safeParse(error).data?.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(431, 'send less than 16 KiB of address and headers');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'the request did not come in whole in time; send it again');
    default:
      return new Problem(400, 'this is not HTTP as it is read here; the pages below docs/ show requests that work');
  }
};

const wireForm = (problem: Problem): string => {
  const body = problemJson(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
};

/** Answers what Node's parser refuses before the application sees it, and ends that connection. */
export const answerUnreadable = (server: Server): void => {
  server.on('clientError', (error: Error, socket: Socket) => {
    // Once something was sent, these bytes could land inside another answer.
    if (socket.writable && socket.bytesWritten === 0) socket.end(wireForm(problemFor(error)), () => socket.destroy());
    else socket.destroy();
  });
};
