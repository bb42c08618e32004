import { stringify } from 'yaml';
import { systemFacts } from '../../harness/profile/remote-schema.ts';
import { CLAIMABLE } from '../../harness/profile/schema.ts';
import { placeOf } from './places.ts';

export interface Answers {
  readonly name: string;
  readonly kind: 'exec' | 'remote';
  /** Of an exec driver: program and arguments, cut at spaces. */
  readonly command: string;
  /** Of a black box: where it takes mail, `address:port`. */
  readonly gateway: string;
  /** Of a black box: address of this machine, as the system sees it. */
  readonly address: string;
  /** Of a black box: command that starts it, cut at spaces; empty where it is always up. */
  readonly start: string;
  readonly secureEmailGateway: boolean;
}

const HEAD =
  '# yaml-language-server: $schema=node_modules/setd-conformance/docs/sut.schema.json\n# What each key means, and which others there are: docs/profiles.md\n';

const words = (command: string): string[] => command.split(/\s+/);

const remote = ({ gateway, address, start }: Answers): Record<string, unknown> => ({
  kind: 'remote',
  ...(start === '' ? {} : { start: words(start) }),
  incoming: { ...placeOf(gateway), clientAddress: address },
  recipients: {
    'No Scan': 'noscan.example',
    Default: 'default.example',
    Custom: 'custom.example',
    'second Custom': 'second-custom.example',
  },
  stand: { dns: { address, port: 53 }, intakePort: 25, nextHop: { address, port: 2526 }, authority: 'authority.pem' },
  // What is usual, to be corrected: verdicts hang on it.
  facts: systemFacts.parse({}),
});

const ELSEWHERE: readonly string[] = [
  'configure',
  'virtual-clock',
  'console',
  'crash',
  'counters',
  'tracking',
  'mail-log',
  'outgoing-mail',
];

/** A profile to begin with, as text. What it leaves out has defaults; docs/profiles.md has them all. */
export const starterProfile = (answers: Answers): string => {
  const { name, kind, command, secureEmailGateway } = answers;
  const driver = kind === 'exec' ? { kind, command: words(command) } : remote(answers);
  const capabilities = kind === 'exec' ? ['policies', 'dns-routing'] : CLAIMABLE.filter((capability) => !ELSEWHERE.includes(capability));
  return `${HEAD}${stringify({ name, driver, secureEmailGateway, capabilities })}`;
};
