import type { Command } from 'commander';

/** `setd send`: hands messages in at a gateway. Throws a UsageError for wrong usage, a StandError when something cannot be read or reached. */
export const registerSendCommand = (program: Command): void => {
  const command = program
    .command('send')
    .description('hand messages in at a gateway: one, a burst, files, or all files of a folder')
    .argument('[paths...]', 'files that hold one message each, or folders of such files; without any, messages are made up')
    .requiredOption(
      '--to <address>',
      'envelope recipient; may be given several times',
      (address: string, before: readonly string[] = []) => [...before, address],
    )
    .option('--from <address>', 'envelope sender; "" for the null sender', 'sender@partner.example')
    .option('--gateway <address:port>', 'where the gateway takes mail', '127.0.0.1:2525')
    .option('--count <count>', 'how many messages to make up', '1')
    .option('--kind <kind>', 'clean, spam or virus: what the gateway’s scanners are to find in them', 'clean')
    .option('--subject <text>', 'subject of messages that are made up');
  command.action(async (paths: string[]) => {
    // Loaded here, since no other command needs it.
    const { runSend } = await import('./lab/send-main.ts');
    await runSend({ ...command.opts(), paths });
  });
};
