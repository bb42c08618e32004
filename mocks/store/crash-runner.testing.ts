import { startMockSetd } from '../setd.ts';

// For the test of a crash: a mock with a file, in a process of its own that ends only by being killed.

const [data = ''] = process.argv.slice(2);
const mock = await startMockSetd({ data, accounts: [{ name: 'primary', intakeAddress: 'a-b-c@primary.setd.example' }] });
process.send?.({ port: mock.intake.port, address: mock.intake.hosts[0]?.address });
process.on('disconnect', () => process.exit(1));
