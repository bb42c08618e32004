import express, { type RequestHandler } from 'express';
import { LARGEST_BODY, requireJsonUpTo } from '../../src/web/guard.ts';
import { inviteBody } from '../../src/web/hesitant.ts';

/** Reads a JSON body of at most so many bytes. Not strict: what is JSON but no object or list is told so by the schemas. */
export const bodyReaders = (mostBytes: number = LARGEST_BODY): RequestHandler[] => [
  requireJsonUpTo(mostBytes),
  inviteBody,
  express.json({ limit: mostBytes, inflate: false, strict: false }),
];
