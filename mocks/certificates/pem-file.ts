/** PEM as a file holds it: with the end of its last line, so that files can be put one behind the other. */
export const pemFile = (certificate: string): string => `${certificate.trimEnd()}\n`;
