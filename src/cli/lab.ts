import type { Command } from 'commander';

/** `setd lab`: a mock SETD and a gateway wired together, until it is interrupted. Throws a StandError when it cannot start. */
export const registerLabCommand = (program: Command): void => {
  const command = program
    .command('lab')
    .description('run a mock SETD and a gateway together, with dashboard and console, to try the documented set-up by hand')
    .option('--smtp-port <port>', 'where the gateway takes incoming mail (outgoing: the port after it); 0 takes free ones', '2525')
    .option('--console-port <port>', 'port of the gateway’s console; 0 takes a free one', '8026')
    .option('--dashboard-port <port>', 'port of the dashboard and its API; 0 takes a free one', '8025')
    .option('--token <token>', 'token of the dashboard (default: SETD_TOKEN, else a fresh one that is printed)')
    .option('--ready', 'begin with everything set up', false);
  command.action(async () => {
    const given: Record<string, unknown> = { ...command.opts() };
    given.token ??= process.env.SETD_TOKEN || undefined;
    // Loaded here, since no other command needs it.
    const { runLab } = await import('./lab/lab-main.ts');
    await runLab(given);
  });
};
