/** A configuration that cannot be used. The message says where it is wrong, what was expected and what was found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
