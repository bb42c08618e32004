/** An answer that is no success; `message` says what to do (RFC 9457 `detail`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** What is wrong where, for forms: the path of the field and what was expected there. */
  readonly complaints: readonly { readonly path: string; readonly message: string }[];
  /** What the problem is, whatever the words are; `about:blank` where its status says it. */
  readonly type: string;

  constructor(status: number, message: string, complaints: ApiError['complaints'] = [], type = 'about:blank') {
    super(message);
    this.status = status;
    this.complaints = complaints;
    this.type = type;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const complaintsOf = (errors: unknown): ApiError['complaints'] =>
  Array.isArray(errors)
    ? errors.flatMap((entry: unknown) => (isRecord(entry) ? [{ path: String(entry.path), message: String(entry.message) }] : []))
    : [];

const failureOf = async (response: Response): Promise<ApiError> => {
  const problem: unknown = await response.json().catch(() => undefined);
  if (!isRecord(problem)) return new ApiError(response.status, `${response.status} ${response.statusText}`);
  const { type, title, detail, errors } = problem;
  return new ApiError(response.status, String(detail ?? title ?? response.statusText), complaintsOf(errors), String(type));
};

let signedOut = (): void => {};

/** What to do when the server no longer knows this browser (401). */
export const onSignedOut = (action: () => void): void => {
  signedOut = action;
};

/**
 * Asks the API of this server. The answer's shape is the caller's word: both ends are of one build.
 * @throws ApiError when the server refuses; TypeError when it cannot be reached
 */
export const ask = async <Answer>(
  path: string,
  options: {
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Answer> => {
  const { method = 'GET', body, headers = {}, signal } = options;
  const response = await fetch(path, {
    method,
    ...(signal === undefined ? {} : { signal }),
    headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 401) signedOut();
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
};
