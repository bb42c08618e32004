/** 7055 as `7,055`: the vendor's command line writes thousands with a comma. */
export const withCommas = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

export interface Column {
  /** Lines of the head; shorter heads are filled from above. */
  readonly head: readonly string[];
  readonly align: 'left' | 'right';
  readonly least: number;
}

const padded = (text: string, width: number, align: Column['align']): string =>
  align === 'left' ? text.padEnd(width) : text.padStart(width);

/** Columns as wide as what they hold, two spaces apart. */
export const textTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string[] => {
  const depth = Math.max(...columns.map(({ head }) => head.length));
  const heads = Array.from({ length: depth }, (_, line) => columns.map(({ head }) => head[line - depth + head.length] ?? ''));
  const lines = [...heads, ...rows];
  const widths = columns.map(({ least }, place) => Math.max(least, ...lines.map((cells) => cells[place]?.length ?? 0)));
  return lines.map((cells) =>
    columns
      .map(({ align }, place) => padded(cells[place] ?? '', widths[place] ?? 0, align))
      .join('  ')
      .trimEnd(),
  );
};
