import { z } from 'zod';
import { messageSchema } from './replies.ts';
import { PROTOCOL_VERSION, requestSchema } from './requests.ts';

const definitions = z.object({ $defs: z.record(z.string(), z.unknown()) });

/** Both directions of the protocol as JSON Schema (2020-12), for those who write a driver in another language. */
export const execProtocolSchema = (): Record<string, unknown> => {
  const both = z.strictObject({ request: requestSchema, message: messageSchema });
  // What a program has to write: where there is a default, it may leave the key out.
  const { $defs } = definitions.parse(z.toJSONSchema(both, { io: 'input' }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `exec protocol of setd, version ${PROTOCOL_VERSION}`,
    description:
      'One JSON object a line, UTF-8. The harness writes "request" to the standard input of the program; the program writes "message" to its standard output.',
    anyOf: [{ $ref: '#/$defs/request' }, { $ref: '#/$defs/message' }],
    $defs,
  };
};
