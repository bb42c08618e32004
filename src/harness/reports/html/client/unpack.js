// Undoes what pack-details.ts did. Tested against it.

/** The bytes of a compressed, base64-coded text, as the text. */
const inflate = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
};

const LINE_FIELDS = 5;

/** Steps and transcript lines of every scenario, in the order of the scenarios. */
export const unpackDetails = async (base64) => {
  const texts = [];
  const textOf = (field) => {
    if (typeof field === 'number') return texts[field];
    texts.push(field);
    return field;
  };
  const linesOf = (fields) => {
    const lines = [];
    let seq = 0;
    let tenths = 0;
    for (let at = 0; at < fields.length; at += LINE_FIELDS) {
      seq += fields[at];
      tenths += fields[at + 1];
      lines.push({ seq, atMs: tenths / 10, speaker: fields[at + 2], connection: fields[at + 3], text: textOf(fields[at + 4]) });
    }
    return lines;
  };
  return JSON.parse(await inflate(base64)).map(([steps, fields]) => ({ steps, lines: linesOf(fields) }));
};
