// format=flowed (RFC 3676): a line that ends in a blank goes on in the next one of the same quote depth.

const SIGNATURE = '-- ';

interface Line {
  readonly depth: number;
  readonly text: string;
}

const readLine = (line: string): Line => {
  const depth = /^>*/.exec(line)?.[0].length ?? 0;
  const rest = line.slice(depth);
  // Space-stuffing: one blank before a line that would be misread without it.
  return { depth, text: rest.startsWith(' ') ? rest.slice(1) : rest };
};

const writeLine = ({ depth, text }: Line): string => (depth === 0 ? text : `${'>'.repeat(depth)} ${text}`);

/** Joins the lines of flowed text; `\n` stands between lines. With `deleteSpace` the blank before a joint goes too. */
export const unflow = (text: string, deleteSpace: boolean): string => {
  const out: string[] = [];
  let paragraph: string[] = [];
  let depth = 0;
  const finish = (): void => {
    if (paragraph.length > 0) out.push(writeLine({ depth, text: paragraph.join('') }));
    paragraph = [];
  };
  for (const source of text.split('\n')) {
    const line = readLine(source);
    if (line.depth !== depth || line.text === SIGNATURE) finish();
    depth = line.depth;
    const flows = line.text.endsWith(' ') && line.text !== SIGNATURE;
    paragraph.push(flows && deleteSpace ? line.text.slice(0, -1) : line.text);
    if (!flows) finish();
  }
  finish();
  return out.join('\n');
};
