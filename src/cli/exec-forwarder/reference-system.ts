import type { Clock } from '../../clock.ts';
import { PROTOCOL_VERSION, type Request } from '../../harness/drivers/exec/requests.ts';
import { factsFor, ORDINARY_FACTS, REFERENCE_CAPABILITIES } from '../../harness/drivers/reference-config.ts';
import { ReferenceGateway } from '../../harness/drivers/reference-gateway.ts';
import { StandError } from '../../harness/outcome.ts';
import { packageInfo } from '../../harness/package-root.ts';
import { SteppedClock } from '../../stepped-clock.ts';
import { WallClock } from '../../wall-clock.ts';
import type { ExecServed } from './server.ts';

type Answer = Awaited<ReturnType<ExecServed['answer']>>;
type RequestOf<Type extends Request['type']> = Extract<Request, { readonly type: Type }>;

interface Scenario {
  readonly gateway: ReferenceGateway;
  readonly clock: Clock;
  /** Lines that have not been told yet. */
  readonly log: string[];
}

/** So many fit into one process without much delay for each other; each takes about a megabyte. */
const SIDE_BY_SIDE = 128;

/** The reference forwarder as the harness drives it from another process. */
export class ReferenceSystem implements ExecServed {
  private readonly asked: () => number;
  /** By the numbers that the harness gives them. */
  private readonly scenarios = new Map<number | undefined, Scenario>();

  /** `asked`: how many events of the loop were requests so far. */
  constructor(asked: () => number) {
    this.asked = asked;
  }

  async answer(request: Request): Promise<Answer> {
    switch (request.type) {
      case 'hello':
        return this.introduce();
      case 'start':
        return this.start(request);
      case 'configure': {
        const result = this.running(request).gateway.setJournaling(request.journaling);
        return result.kind === 'accepted' ? { type: 'done' } : { type: 'refused', reason: result.reason };
      }
      case 'inject':
        throw new StandError('mail is handed in by SMTP, at the ports that "ready" names');
      case 'advance':
        return this.rest(request, request.toMs);
      case 'rest':
        return this.rest(request, undefined);
      case 'log':
        return { type: 'done' };
      case 'counters':
        return { type: 'counters', text: this.running(request).gateway.tophosts(request.sortBy) };
      case 'tracking': {
        const found = this.running(request).gateway.tracking(request.query);
        return { type: 'tracking', found: found.map((entry) => ({ ...entry, lines: [...entry.lines] })) };
      }
      case 'console':
        return { type: 'console', url: await this.running(request).gateway.consoleUrl() };
      case 'crash':
        throw new StandError('kill this process instead');
      case 'stop':
        await this.running(request).gateway.stop();
        return { type: 'done' };
    }
  }

  takeLog(request: Request): string[] {
    if (request.type === 'hello') return [];
    const lines = this.scenarios.get(request.scenario)?.log.splice(0) ?? [];
    if (request.type === 'stop') this.scenarios.delete(request.scenario);
    return lines;
  }

  async end(): Promise<void> {
    const running = [...this.scenarios.values()];
    this.scenarios.clear();
    await Promise.all(running.map(({ gateway }) => gateway.stop()));
  }

  private introduce(): Answer {
    const { version } = packageInfo();
    const capabilities = [...REFERENCE_CAPABILITIES];
    return {
      ...{ type: 'hello', protocol: PROTOCOL_VERSION, name: 'reference forwarder', version },
      ...{ capabilities, facts: ORDINARY_FACTS, sideBySide: SIDE_BY_SIDE },
    };
  }

  private async start({ scenario, stand, settings, journaling, stateFolder, clock: choice }: RequestOf<'start'>): Promise<Answer> {
    if (this.scenarios.has(scenario)) throw new StandError('the scenario before was not stopped');
    const clock = choice.kind === 'virtual' ? new SteppedClock(choice.nowMs, this.asked) : new WallClock();
    const log: string[] = [];
    const gateway = await ReferenceGateway.start(
      { stand, settings, journaling, stateFolder },
      { clock, log: (line) => void log.push(line) },
    );
    this.scenarios.set(scenario, { gateway, clock, log });
    return { type: 'ready', incoming: gateway.listener('incoming'), outgoing: gateway.listener('outgoing'), facts: factsFor(settings) };
  }

  private async rest(request: RequestOf<'advance' | 'rest'>, toMs: number | undefined): Promise<Answer> {
    const { clock } = this.running(request);
    if (!(clock instanceof SteppedClock)) throw new StandError('this scenario is on the wall clock');
    if (toMs !== undefined) clock.tell(toMs);
    return { type: 'idle', ...(await clock.rest()) };
  }

  private running({ scenario }: Exclude<Request, { readonly type: 'hello' }>): Scenario {
    const running = this.scenarios.get(scenario);
    if (running === undefined) throw new StandError('no scenario runs');
    return running;
  }
}
