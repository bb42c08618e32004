import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { Problem, parseBody } from './problem.ts';

// Programs send the token as `Authorization: Bearer …`. People open a link that carries it once, or type it in; from then on
// their browser holds a cookie that scripts cannot read and other sites cannot use.

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const sameText = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

/** Cookies do not keep ports apart: each server of this machine needs a name of its own. */
const cookieName = (request: Request): string => `setd-session-${request.socket.localPort}`;

const cookieOf = (request: Request): string | undefined => {
  const wanted = `${cookieName(request)}=`;
  return request.headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(wanted))
    ?.slice(wanted.length);
};

const bearerOf = (request: Request): string | undefined => /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

const loginBody = z.strictObject({ token: z.string().max(1000) });

/** Who may use a server. Without a token everybody who passes the other guards. */
export class Access {
  private readonly token: string | undefined;
  /** What the cookie holds: it opens this server, and does not tell the token. */
  private readonly session: string;

  constructor(token: string | undefined) {
    this.token = token;
    this.session = token === undefined ? '' : digest(`session ${token}`).toString('hex');
  }

  allows(request: Request): boolean {
    if (this.token === undefined) return true;
    const cookie = cookieOf(request);
    return sameText(bearerOf(request) ?? '', this.token) || (cookie !== undefined && sameText(cookie, this.session));
  }

  /** For programs: refuses with 401. */
  readonly required: RequestHandler = (request, response, next) => {
    if (!this.allows(request)) {
      response.set('WWW-Authenticate', 'Bearer realm="setd"');
      throw new Problem(401, 'send "Authorization: Bearer <token>" with the token that was given or printed at start');
    }
    next();
  };

  /** For pages: `?token=…` in the address opens the session and leaves the address bar. */
  readonly link: RequestHandler = (request, response, next) => {
    const { token } = request.query;
    if (typeof token !== 'string') {
      next();
      return;
    }
    if (this.token !== undefined && sameText(token, this.token)) this.open(request, response);
    const rest = new URLSearchParams();
    for (const [key, value] of Object.entries(request.query)) if (key !== 'token') rest.set(key, String(value));
    // The path as it came begins with one slash: a second one would lead to another host.
    const path = `/${request.path.replace(/^\/+/, '')}`;
    response.redirect(303, rest.size === 0 ? path : `${path}?${rest}`);
  };

  /** `POST` of `{"token": …}` opens the session. */
  readonly login: RequestHandler = (request, response) => {
    const { token } = parseBody(loginBody, request.body, 'send {"token": "…"} with the token that was given or printed at start');
    this.exchange(request, response, token);
    response.status(204).end();
  };

  /** Opens the session for who knows the token; refuses others with 401. */
  exchange(request: Request, response: Response, token: string): void {
    if (this.token !== undefined && !sameText(token, this.token))
      throw new Problem(401, 'this is not the token that was given or printed at start');
    this.open(request, response);
  }

  private open(request: Request, response: Response): void {
    response.set('Set-Cookie', `${cookieName(request)}=${this.session}; HttpOnly; SameSite=Strict; Path=/`);
  }
}
