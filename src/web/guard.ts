import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { bodyTooLarge, Problem } from './problem.ts';

// What is served here can arm faults, change policies and read mail. Whoever may reach the port is not yet allowed in: a page in a
// browser on the same machine reaches loopback too, by a cross-site request or by a name of its own that it points at 127.0.0.1.

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set(HEADERS);
  next();
};

const withoutPort = (host: string): string =>
  host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();

const isLoopback = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address);

/** The address that the client connected to, IPv4 written as such. */
const reachedAddress = (request: Request): string => (request.socket.localAddress ?? '').replace(/^::ffff:/, '');

/** Refuses names that are not ours, so that no web site can point its own name at this port (DNS rebinding). */
export const refuseForeignHost =
  (hostnames: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const host = withoutPort(request.headers.host ?? '');
    const reached = reachedAddress(request);
    const own = hostnames.includes(host) || (isIP(host) !== 0 && host === reached) || (host === 'localhost' && isLoopback(reached));
    if (!own) throw new Problem(421, `the Host header names a foreign host; use http://${reached}:${request.socket.localPort}`);
    next();
  };

/** Somebody followed a link to a page; pages hold no data themselves. */
const isNavigation = ({ method, headers }: Request): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/** For pages: links from elsewhere may lead here, everything else from another site is refused. */
export const refuseCrossSiteButLinks: RequestHandler = (request, response, next) => {
  if (isNavigation(request)) next();
  else refuseCrossSite(request, response, next);
};

/** Refuses what a page of another site sends through the browser of someone who may. */
export const refuseCrossSite: RequestHandler = (request, _response, next) => {
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreignSite || (origin !== undefined && origin !== `http://${host}`)) {
    throw new Problem(403, 'send the request from the pages served here or from a program, not from a page of another site');
  }
  next();
};

/** Largest body, in bytes. */
export const LARGEST_BODY = 1024 * 1024;

/** Bodies are JSON and not too large. Another content type is what a form of a foreign page could send without asking first. */
export const requireJsonUpTo =
  (mostBytes: number): RequestHandler =>
  (request, _response, next) => {
    const hasBody = request.method === 'PUT' || request.method === 'POST' || request.method === 'PATCH';
    if (hasBody && request.is('application/json') !== 'application/json') {
      throw new Problem(415, 'send the body as JSON with Content-Type: application/json');
    }
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw bodyTooLarge(mostBytes);
    next();
  };

/** The same, with the usual bound. */
export const requireJson: RequestHandler = requireJsonUpTo(LARGEST_BODY);
