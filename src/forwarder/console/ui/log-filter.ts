/** Whether a line holds a text, in any case. A whole `MID 12` is not found in `MID 123`. */
export const lineFilter = (text: string): ((line: string) => boolean) => {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return () => true;
  const [, id] = /^mid (\d+)$/.exec(wanted) ?? [];
  if (id === undefined) return (line) => line.toLowerCase().includes(wanted);
  const whole = new RegExp(`\\bmid ${id}(?!\\d)`, 'i');
  return (line) => whole.test(line);
};
