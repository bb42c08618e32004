/** A gateway could not be started for a reason outside its configuration's form: a port in use, a file that cannot be read. */
export class GatewayStartError extends Error {
  override readonly name = 'GatewayStartError';
}
