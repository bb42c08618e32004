import { delimiter, dirname } from 'node:path';

/** The environment of a program that is started: one called `node` is the Node that runs here, as the first in the PATH may be too old. */
export const withOwnNode = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: [dirname(process.execPath), environment.PATH ?? ''].join(delimiter),
});
