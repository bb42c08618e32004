const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file; correct the path'],
  ['ENOTDIR', 'there is no such file; correct the path'],
  ['EISDIR', 'it is a directory; give a file'],
  ['EACCES', 'permission denied; make the file accessible to this user'],
  ['EROFS', 'the file system is read-only; put the file elsewhere'],
  ['ENOSPC', 'the disk is full; make room on it'],
]);

/** Why a file cannot be used, in words, and what to do. */
export const fileProblem = (error: unknown): string => {
  const known = error instanceof Error && 'code' in error ? FILE_PROBLEMS.get(String(error.code)) : undefined;
  return known ?? (error instanceof Error ? error.message : String(error));
};
