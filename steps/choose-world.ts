import { type IWorldOptions, setWorldConstructor } from '@cucumber/cucumber';
import { ReplayWorld } from './replay-world.ts';
import { parseParameters } from './run-parameters.ts';
import { ConformanceWorld } from './world.ts';

/** The World that a run asks for: of a system that runs, or of a recording. */
function WorldOfRun(options: IWorldOptions<unknown>): ConformanceWorld {
  const { replayFrom } = parseParameters(options.parameters);
  return replayFrom === undefined ? new ConformanceWorld(options) : new ReplayWorld(options, replayFrom);
}

setWorldConstructor(WorldOfRun);
