import { type Command, Option } from 'commander';
import { readTophostsKey, TOPHOSTS_KEY_NAMES } from '../forwarder/status/tophosts-key.ts';
import { UsageError } from '../harness/selection.ts';
import { GatewayClient } from './gateway-client.ts';

const KEYS = TOPHOSTS_KEY_NAMES.map((name, place) => `${place + 1} ${name}`).join(', ');

interface Where {
  readonly url: string;
  readonly token?: string;
}

const clientOf = (command: Command): GatewayClient => {
  const { url, token } = command.optsWithGlobals<Where>();
  return new GatewayClient({ url, token });
};

const printText = (text: string): void => {
  process.stdout.write(text);
};

const sortOf = (key: string | undefined): Record<string, string> => {
  if (key === undefined) return {};
  const sort = readTophostsKey(key);
  if (sort === undefined) throw new UsageError(`no sort key ${key}; expected one of ${KEYS}`);
  return { sort };
};

/** What to look for, by the names that the API has for it. */
const SEARCHES = ['mid', 'sender', 'recipient', 'subject', 'messageId'] as const;

const addFindEvent = (gateway: Command): void => {
  gateway
    .command('findevent')
    .description('the log lines of the messages that are found, splits of the same message included')
    .option('--mid <number>', 'message number')
    .option('--sender <text>', 'part of the envelope sender')
    .option('--recipient <text>', 'part of an envelope recipient')
    .option('--subject <text>', 'part of the subject')
    .option('--message-id <text>', 'part of the Message-ID header')
    .option('--limit <number>', 'messages at most', '50')
    .action(async (given: Readonly<Record<string, string | undefined>>, command: Command) => {
      const query: Record<string, string> = { limit: given.limit ?? '50' };
      for (const name of SEARCHES) {
        const wanted = given[name];
        if (wanted !== undefined) query[name] = wanted;
      }
      if (Object.keys(query).length === 1) {
        throw new UsageError('say what to look for: --mid, --sender, --recipient, --subject or --message-id');
      }
      printText(await clientOf(command).text('/cli/findevent', query));
    });
};

const addTail = (gateway: Command): void => {
  gateway
    .command('tail')
    .description('the last lines of the mail log, and those to come until it is interrupted')
    .argument('<log>', 'mail_logs')
    .option('-n, --lines <number>', 'lines to begin with', '10')
    .option('--no-follow', 'end after the last line there is')
    .action(async (log: string, { lines, follow }: { lines: string; follow: boolean }, command: Command) => {
      if (log !== 'mail_logs') throw new UsageError(`no log ${log}; there is mail_logs`);
      if (!/^\d{1,4}$/.test(lines)) throw new UsageError(`--lines ${lines}: expected a whole number up to 9999`);
      const { tailLog } = await import('./gateway-tail.ts');
      await tailLog(clientOf(command), Number(lines), follow);
    });
};

/** `setd gateway …`: the command line of a running gateway. Throws a StandError when it cannot be reached or refuses. */
export const registerGatewayCommand = (program: Command): void => {
  const gateway = program
    .command('gateway')
    .description('the command line of a gateway that setd forward runs')
    .addOption(new Option('--url <url>', 'where its console is').env('SETD_GATEWAY').default('http://127.0.0.1:8026'))
    .addOption(new Option('--token <token>', 'what the console asks for').env('SETD_GATEWAY_TOKEN'));
  gateway
    .command('tophosts')
    .description(`destinations and their counters, sorted by a key: ${KEYS}`)
    .argument('[key]', 'number or name of the sort key')
    .action(async (key: string | undefined, _options: unknown, command: Command) => {
      printText(await clientOf(command).text('/cli/tophosts', sortOf(key)));
    });
  gateway
    .command('hoststatus')
    .description('all that is known of one destination')
    .argument('[host]', 'destination', 'the.tdc.queue')
    .action(async (host: string, _options: unknown, command: Command) => {
      printText(await clientOf(command).text(`/cli/hoststatus/${encodeURIComponent(host)}`));
    });
  gateway
    .command('deliverystatus')
    .description('the Delivery Status page as text; not on a cloud gateway')
    .argument('[key]', 'number or name of the sort key')
    .action(async (key: string | undefined, _options: unknown, command: Command) => {
      printText(await clientOf(command).text('/cli/deliverystatus', sortOf(key)));
    });
  addTail(gateway);
  addFindEvent(gateway);
};
