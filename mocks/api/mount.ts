import { Router } from 'express';
import { methodNotAllowed } from '../../src/web/problem.ts';
import type { Operation } from './operation.ts';

/** `/messages/{copy}/raw` as Express writes it. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Sorts `/messages/export` before `/messages/{copy}`: what is written out is meant before what may be anything, as OpenAPI has it. */
const inOrderOfMatching = (one: string, other: string): number => {
  const plain = (path: string): string => path.replaceAll('{', '\uffff');
  return plain(one) < plain(other) ? -1 : 1;
};

/** Serves the operations; a path asked with another method tells which ones it has. */
export const routerFor = (operations: readonly Operation[]): Router => {
  const router = Router();
  const byPath = Map.groupBy(operations, ({ path }) => path);
  for (const path of [...byPath.keys()].sort(inOrderOfMatching)) {
    const route = router.route(expressPath(path));
    const here = byPath.get(path) ?? [];
    for (const { method, handlers } of here) route[method](...handlers);
    route.all(methodNotAllowed(...here.map(({ method }) => method.toUpperCase())));
  }
  return router;
};
