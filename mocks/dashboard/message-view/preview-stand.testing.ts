import { once } from 'node:events';
import express from 'express';
import { Access } from '../../../src/web/access.ts';
import { refuseCrossSite, refuseForeignHost, securityHeaders } from '../../../src/web/guard.ts';
import { pagePolicy } from '../../../src/web/page.ts';
import { notFound, problemHandler } from '../../../src/web/problem.ts';
import { closeServer, prepareServer } from '../../../src/web/server.ts';
import { routerFor } from '../../api/mount.ts';
import type { CopyReader } from './copy-reader.ts';
import { viewOperations } from './operations.ts';

// A page with a message's preview in its frame, as the dashboard has it, and pages in which single guards are missing.

/** It has no assets. */
const NO_VERSION = '';

/** Guards around what a stranger wrote; each can be left out. */
export interface Guards {
  /** Its HTML is written anew from the allow list. */
  readonly sanitizer: boolean;
  /** The preview has its Content-Security-Policy. */
  readonly policy: boolean;
  /** The frame of the page is a sandbox. */
  readonly sandbox: boolean;
  /** The page has its Content-Security-Policy, which lets only this server into its frames. */
  readonly pagePolicy: boolean;
}

export const ALL_GUARDS: Guards = { sanitizer: true, policy: true, sandbox: true, pagePolicy: true };
export const NO_GUARDS: Guards = { sanitizer: false, policy: false, sandbox: false, pagePolicy: false };

export const TOKEN = 'a-token-for-the-preview';

export interface PreviewStand extends AsyncDisposable {
  readonly origin: string;
  /** Address that opens a session. */
  readonly link: string;
  /** Puts a message in; returns its number. */
  add(raw: Buffer): number;
  /** Address of a page that shows messages, each in a frame, with these guards. */
  page(copies: readonly number[], guards: Guards): string;
}

/** An HTML message whose body is exactly this. */
export const htmlMessage = (html: string): Buffer =>
  Buffer.from(
    `Subject: x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html).toString('base64')}`,
  );

const bodyOf = (raw: Buffer): string => {
  const text = raw.toString('latin1');
  return Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'base64').toString('utf8');
};

const frameAddress = (copy: number, { sanitizer, policy }: Guards): string =>
  sanitizer && policy ? `/api/v1/messages/${copy}/preview` : `/weak/${sanitizer}/${policy}/${copy}`;

const pageOf = (copies: readonly number[], guards: Guards): string => {
  const sandbox = guards.sandbox ? ' sandbox=""' : '';
  const frames = copies.map((copy) => `<iframe${sandbox} width="600" height="200" src="${frameAddress(copy, guards)}"></iframe>`);
  return `<!doctype html><title>page</title><p id="own">the page's own text</p>${frames.join('')}`;
};

/** Drops the document's own copy of its policy. */
const withoutPolicy = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');

const readerOf = (messages: ReadonlyMap<number, Buffer>): CopyReader => ({
  whole: async (copy, work) => work(messages.get(copy)),
  async *pieces(copy, from, to) {
    yield messages.get(copy)?.subarray(from, to) ?? Buffer.alloc(0);
  },
});

export const startPreviewStand = async (): Promise<PreviewStand> => {
  const messages = new Map<number, Buffer>();
  const access = new Access(TOKEN);
  const app = express();
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseForeignHost([]), refuseCrossSite);
  app.get('/session', access.link, (_request, response) => {
    response.send('open');
  });
  app.use(access.required);
  app.use(routerFor(viewOperations(readerOf(messages))));
  app.get('/page/:copies/:sanitizer/:policy/:sandbox/:pagePolicy', ({ params }, response) => {
    const guards = {
      sanitizer: params.sanitizer === 'true',
      policy: params.policy === 'true',
      sandbox: params.sandbox === 'true',
      pagePolicy: params.pagePolicy === 'true',
    };
    if (guards.pagePolicy) response.set('Content-Security-Policy', pagePolicy(NO_VERSION));
    else response.removeHeader('Content-Security-Policy');
    response.type('html').send(pageOf(params.copies.split(',').map(Number), guards));
  });
  app.get('/weak/:sanitizer/:policy/:copy', async ({ params, socket, headers }, response) => {
    const raw = messages.get(Number(params.copy)) ?? Buffer.alloc(0);
    const preview = await fetch(`http://127.0.0.1:${socket.localPort}/api/v1/messages/${params.copy}/preview`, {
      headers: { Cookie: headers.cookie ?? '' },
    });
    const policy = preview.headers.get('content-security-policy') ?? '';
    for (const header of ['Content-Security-Policy', 'X-Frame-Options']) response.removeHeader(header);
    if (params.policy === 'true') response.set('Content-Security-Policy', policy);
    const html = params.sanitizer === 'true' ? withoutPolicy(await preview.text()) : bodyOf(raw);
    response.type('html').send(html);
  });
  app.use(notFound, problemHandler);
  const server = prepareServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    origin,
    link: `${origin}/session?token=${TOKEN}`,
    add: (raw) => {
      messages.set(messages.size + 1, raw);
      return messages.size;
    },
    page: (copy, { sanitizer, policy, sandbox, pagePolicy } = ALL_GUARDS) =>
      `${origin}/page/${copy}/${sanitizer}/${policy}/${sandbox}/${pagePolicy}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
};
