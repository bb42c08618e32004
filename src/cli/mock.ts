import type { Command } from 'commander';

/** `setd mock`: runs a mock SETD until it is interrupted. Throws a StandError when it cannot start, a UsageError for wrong usage. */
export const registerMockCommand = (program: Command): void => {
  const command = program
    .command('mock')
    .description('run a mock SETD (intake, DNS, HTTP API) until it is interrupted')
    .option('--smtp-port <port>', 'port of the intake; 0 takes a free one', '0')
    .option('--dns-port <port>', 'port of the DNS server, UDP and TCP; 0 takes a free one', '0')
    .option('--api-port <port>', 'port of the HTTP API; 0 takes a free one', '0')
    .option('--bind <address>', 'where intake and DNS listen; one MX host stands for all', '127.0.0.1')
    .option('--spread', 'two MX hosts for each intake domain, each on a loopback address of its own (127.0.0.2 and up)', false)
    .option('--advertise <address>', 'address that DNS gives for the MX hosts, where it differs from --bind')
    .option('--api-bind <address>', 'where the HTTP API listens', '127.0.0.1')
    .option('--api-hostname <names...>', 'further names under which the HTTP API is reached', [])
    .option('--token <token>', 'token of the HTTP API (default: SETD_TOKEN, else a fresh one that is printed)')
    .option('--rules <file>', 'fault rules, armed before any port opens: a list in JSON (*.json) or YAML')
    .option('--accounts <name=address...>', 'accounts and their intake addresses (default: primary and secondary, fresh addresses)')
    .option('--require-tls', 'answer MAIL FROM before STARTTLS with 530', false)
    .option('--data <file or folder>', 'keep everything in a file, and go on from what is in it (default: memory)')
    .option('--flush', 'with --data: put each copy on the disk itself before its 250, against a loss of power', false)
    .option('--max-messages <count>', 'copies to keep; the oldest go first (default: 10000 in memory, no limit in a file)')
    .option('--max-bytes <size>', 'bytes of copies and evidence to keep, such as 500M (default: 512M in memory, no limit in a file)')
    .option('--max-age <age>', 'age up to which copies and evidence are kept, such as 12h or 30d (default: no limit)')
    .option('--ca-out <file>', 'where to write the CA certificate (default: a temporary file)');
  command.action(async () => {
    const given: Record<string, unknown> = { ...command.opts() };
    given.token ??= process.env.SETD_TOKEN || undefined;
    // Loaded here, since no other command needs it.
    const { runMock } = await import('./mock-main.ts');
    await runMock(given);
  });
};
