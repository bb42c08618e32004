import type { Command } from 'commander';
import { ConfigError } from '../forwarder/config-error.ts';
import { GatewayStartError } from '../forwarder/gateway-start-error.ts';
import { StandError } from '../harness/outcome.ts';
import { packageInfo } from '../harness/package-root.ts';
import { UsageError } from '../harness/selection.ts';
import { stopSignal } from './stop-signal.ts';
import { complain } from './terminal.ts';

interface ForwardFlags {
  readonly config?: string;
  readonly exec: boolean;
}

async function forward({ config, exec }: ForwardFlags): Promise<void> {
  if (exec === (config !== undefined)) throw new UsageError('forward: give either --config <file> or --exec');
  if (config !== undefined) return runFrom(config);
  const { serveReferenceForwarder } = await import('./exec-forwarder/main.ts');
  await serveReferenceForwarder();
}

async function runFrom(config: string): Promise<void> {
  // Loaded here, since no other command needs it.
  const { runGateway } = await import('../forwarder/gateway-main.ts');
  try {
    const gateway = await runGateway(config, {
      complain: (problem) => complain(`setd: ${problem}`),
      version: packageInfo().version,
      console: 'unless off',
    });
    const where = gateway.listeners.map(({ address, port }) => `${address}:${port}`).join(', ');
    complain(`The gateway takes mail at ${where}. Ctrl+C stops it.`);
    if (gateway.console !== undefined) complain(`Its console: ${gateway.console.link}`);
    await stopSignal();
    await gateway.stop();
  } catch (error) {
    // Both are the user's to mend, and their messages say how.
    if (error instanceof ConfigError || error instanceof GatewayStartError) throw new StandError(error.message, { cause: error });
    throw error;
  }
}

/** `setd forward`: runs the reference forwarder, on real time until it is interrupted or as a harness drives it. Throws a StandError when it cannot start. */
export function registerForwardCommand(program: Command): void {
  program
    .command('forward')
    .description('run the reference forwarder as a gateway until it is interrupted')
    .option('--config <file>', 'configuration of the gateway (YAML)')
    .option('--exec', 'be driven by a harness over standard input and output (docs/drivers.md)', false)
    .action(forward);
}
