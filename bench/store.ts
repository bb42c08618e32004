// The store: what the intake is worth with one behind it (store-intake.ts), and how quick a large one is (store-search.ts).
// `node bench/store.ts` ends by itself in some minutes; `node bench/store.ts intake` or `large` runs one half.
import { serveBare } from './bare-server.ts';
import { beClient, beServer } from './child.ts';
import { makeSampleMail } from './sample-mail.ts';
import { measureIntake, serveIntake } from './store-intake.ts';
import { measureLarge } from './store-search.ts';

const [role, data] = process.argv.slice(2);
if (role === 'serve') await beServer(() => serveIntake(data));
else if (role === 'bare') await beServer(serveBare);
else if (role === 'client') {
  const sample = makeSampleMail();
  let sent = 0;
  beClient(() => {
    sent += 1;
    return `${sample.message(sent)}.\r\n`;
  });
} else {
  if (role !== 'large') await measureIntake(import.meta.filename);
  if (role !== 'intake') await measureLarge();
}
