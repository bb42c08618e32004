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
}

/** The reference forwarder as the harness drives it from another process. */
export class ReferenceSystem implements ExecServed {
  private readonly asked: () => number;
  private readonly log: string[] = [];
  private scenario: Scenario | undefined;

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
        const result = this.running.gateway.setJournaling(request.journaling);
        return result.kind === 'accepted' ? { type: 'done' } : { type: 'refused', reason: result.reason };
      }
      case 'inject':
        throw new StandError('mail is handed in by SMTP, at the ports that "ready" names');
      case 'advance':
        return this.rest(request.toMs);
      case 'rest':
        return this.rest(undefined);
      case 'log':
        return { type: 'done' };
      case 'counters':
        return { type: 'counters', text: this.running.gateway.tophosts(request.sortBy) };
      case 'tracking':
        return {
          type: 'tracking',
          found: this.running.gateway.tracking(request.query).map((entry) => ({ ...entry, lines: [...entry.lines] })),
        };
      case 'console':
        return { type: 'console', url: await this.running.gateway.consoleUrl() };
      case 'crash':
        throw new StandError('kill this process instead');
      case 'stop':
        await this.end();
        return { type: 'done' };
    }
  }

  takeLog(): string[] {
    return this.log.splice(0);
  }

  async end(): Promise<void> {
    const { scenario } = this;
    this.scenario = undefined;
    await scenario?.gateway.stop();
  }

  private introduce(): Answer {
    const { version } = packageInfo();
    const capabilities = [...REFERENCE_CAPABILITIES];
    return { type: 'hello', protocol: PROTOCOL_VERSION, name: 'reference forwarder', version, capabilities, facts: ORDINARY_FACTS };
  }

  private async start({ stand, settings, journaling, stateFolder, clock: choice }: RequestOf<'start'>): Promise<Answer> {
    if (this.scenario !== undefined) throw new StandError('the scenario before was not stopped');
    const clock = choice.kind === 'virtual' ? new SteppedClock(choice.nowMs, this.asked) : new WallClock();
    const log = (line: string): void => void this.log.push(line);
    const gateway = await ReferenceGateway.start({ stand, settings, journaling, stateFolder }, { clock, log });
    this.scenario = { gateway, clock };
    return { type: 'ready', incoming: gateway.listener('incoming'), outgoing: gateway.listener('outgoing'), facts: factsFor(settings) };
  }

  private async rest(toMs: number | undefined): Promise<Answer> {
    const { clock } = this.running;
    if (!(clock instanceof SteppedClock)) throw new StandError('this scenario is on the wall clock');
    if (toMs !== undefined) clock.tell(toMs);
    return { type: 'idle', ...(await clock.rest()) };
  }

  private get running(): Scenario {
    if (this.scenario === undefined) throw new StandError('no scenario runs');
    return this.scenario;
  }
}
