/** What is sent for one job: its own bytes around those of the message, which are kept once for all jobs. */
export interface WrappedBytes {
  readonly head: Buffer;
  /** Whether the bytes of the message stand between head and tail. */
  readonly hasBody: boolean;
  readonly tail: Buffer;
}

/** Finds the pieces of the message among the parts of a job. A job that holds the message in another form keeps all of it itself. */
export const separateBody = (parts: readonly Buffer[], body: readonly Buffer[]): WrappedBytes => {
  const [first] = body;
  const start = first === undefined ? -1 : parts.indexOf(first);
  const hasBody = start !== -1 && body.every((piece, index) => parts[start + index] === piece);
  if (!hasBody) return { head: Buffer.concat(parts), hasBody, tail: Buffer.alloc(0) };
  return { head: Buffer.concat(parts.slice(0, start)), hasBody, tail: Buffer.concat(parts.slice(start + body.length)) };
};

/** The parts of a job again; those of the message are asked for anew each time they are gone through. */
export const joinBody = ({ head, hasBody, tail }: WrappedBytes, body: () => Iterable<Buffer>): Iterable<Buffer> => ({
  *[Symbol.iterator]() {
    yield head;
    if (hasBody) yield* body();
    yield tail;
  },
});
