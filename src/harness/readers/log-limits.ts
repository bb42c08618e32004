// What the log of one scenario may come to, told or read. The longest scenario of the suite logs some thousands of lines.

export const MOST_LINES = 200_000;
export const MOST_BYTES = 64 * 1024 * 1024;
