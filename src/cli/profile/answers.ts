import { isIP } from 'node:net';
import { placeOf } from './places.ts';
import { given, type Question, Questioner } from './questions.ts';
import type { Answers } from './starter.ts';

/** Answers that were given as options. */
export type InitFlags = Partial<Record<'name' | 'kind' | 'command' | 'gateway' | 'address' | 'start', string>> & {
  readonly secureEmailGateway?: boolean;
};

const anything = (): undefined => undefined;
const yesOrNo = (answer: string): string | undefined => (/^(?:yes|no|y|n)$/i.test(answer) ? undefined : `yes or no, and not "${answer}"`);
const isYes = (answer: string): boolean => /^y/i.test(answer);

const NAME: Question = { option: 'name', text: 'What reports call the system', fault: anything };
const KIND: Question = {
  option: 'kind',
  text: 'How it is driven: exec (a program drives it) or remote (a black box)',
  fault: (answer) => (answer === 'exec' || answer === 'remote' ? undefined : `exec or remote, and not "${answer}"`),
};
const COMMAND: Question = { option: 'command', text: 'The program that drives it, with its arguments', fault: anything };
const GATEWAY: Question = {
  option: 'gateway',
  text: 'Where the system takes mail, as address:port',
  fault: (answer) => (placeOf(answer) === undefined ? `an IP address and a port such as 192.0.2.1:25, and not "${answer}"` : undefined),
};
const ADDRESS: Question = {
  option: 'address',
  text: 'Address of this machine, as the system sees it',
  fault: (answer) => (isIP(answer) === 0 ? `an IP address such as 192.0.2.9, and not "${answer}"` : undefined),
};
const START: Question = {
  option: 'start',
  text: 'Command that starts it with an empty queue, once for each scenario',
  otherwise: '',
  fault: anything,
};
const GUIDES: Question = {
  option: 'secure-email-gateway',
  text: 'Is it a Cisco Secure Email Gateway, so that the guides of the vendor bind',
  otherwise: 'no',
  fault: yesOrNo,
};

/** What is asked of whom: the next question that no option answers. */
const answersBy = async (flags: InitFlags, ask: (question: Question) => Promise<string>): Promise<Answers> => {
  const about = (flag: string | undefined, question: Question): Promise<string> | string =>
    flag === undefined ? ask(question) : given(flag, question);
  const name = await about(flags.name, NAME);
  const kind = (await about(flags.kind, KIND)) === 'exec' ? 'exec' : 'remote';
  const box = kind === 'remote';
  return {
    name,
    kind,
    command: box ? '' : await about(flags.command, COMMAND),
    gateway: box ? await about(flags.gateway, GATEWAY) : '',
    address: box ? await about(flags.address, ADDRESS) : '',
    start: box ? await about(flags.start, START) : '',
    secureEmailGateway: flags.secureEmailGateway ?? isYes(await ask(GUIDES)),
  };
};

/** Whether options say all that has no default: then nothing is asked, so that a script never waits for somebody. */
const isAllGiven = ({ name, kind, command, gateway, address }: InitFlags): boolean =>
  name !== undefined && (kind === 'exec' ? command !== undefined : kind === 'remote' && gateway !== undefined && address !== undefined);

/** What options say, and somebody at the other end of standard input. Throws UsageError for a wrong option, and for what nobody answers. */
export const answersFor = async (flags: InitFlags): Promise<Answers> => {
  if (isAllGiven(flags)) return answersBy(flags, async ({ otherwise = '' }) => otherwise);
  const questioner = new Questioner(process.stdin, process.stdout);
  try {
    return await answersBy(flags, (question) => questioner.ask(question));
  } finally {
    questioner.close();
  }
};
