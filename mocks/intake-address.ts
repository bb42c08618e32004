import { randomBytes } from 'node:crypto';
import { z } from 'zod';

// Message intake addresses: the local part is opaque, and the domain decides which MX hosts take the mail.

const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const LOCAL_PART = /^[\w+=-]+(?:\.[\w+=-]+)*$/;

const isIntakeAddress = (address: string): boolean => {
  const at = address.lastIndexOf('@');
  return at > 0 && at <= 64 && LOCAL_PART.test(address.slice(0, at)) && DOMAIN.test(address.slice(at + 1));
};

/** One account as options, files and the API give it. */
export const accountSchema = z.strictObject({
  name: z.string().regex(/^[\w.:-]{1,80}$/, 'expected a name of 1 to 80 letters, digits, or any of . : _ -'),
  intakeAddress: z.string().refine(isIntakeAddress, 'expected an address such as 4c51e2-90ab37-d2f811@primary.setd.example'),
});

/** The domain of an address, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const GROUP_BYTES = 3;

/** A mailbox name that tells nothing: three groups of six hexadecimal digits. */
export const opaqueLocalPart = (): string => Array.from({ length: 3 }, () => randomBytes(GROUP_BYTES).toString('hex')).join('-');
