import { z } from 'zod';
import { StandError } from '../harness/outcome.ts';
import { UsageError } from '../harness/selection.ts';

// Speaks with the console of a running gateway. Every failure becomes one line that says what to do.

export interface ClientOptions {
  readonly url: string;
  readonly token: string | undefined;
}

const problem = z.object({ detail: z.string() });
const failureWithCode = z.object({ code: z.string() });

const API = '/api/v1';

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  const { data: failure } = failureWithCode.safeParse(cause);
  if (failure?.code === 'ECONNREFUSED') return 'nobody listens there';
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return failure?.code ?? (error instanceof Error ? error.message : String(error));
};

/** The console of a gateway as its command line asks it. */
export class GatewayClient {
  private readonly base: URL;
  private readonly headers: Record<string, string>;

  /** @throws UsageError when the address is none */
  constructor({ url, token }: ClientOptions) {
    if (!URL.canParse(url) || new URL(url).protocol !== 'http:') {
      throw new UsageError(`--url ${url}: expected an address such as http://127.0.0.1:8026`);
    }
    this.base = new URL(url);
    this.headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  /** @throws StandError when the gateway cannot be reached or refuses */
  async text(path: string, query: Record<string, string> = {}): Promise<string> {
    return (await this.get(path, query)).text();
  }

  /** @throws StandError when the gateway cannot be reached or refuses, or answers something else */
  async json<Schema extends z.ZodType>(path: string, schema: Schema, query: Record<string, string> = {}): Promise<z.output<Schema>> {
    const response = await this.get(path, query);
    const result = schema.safeParse(await response.json().catch(() => undefined));
    if (result.success) return result.data;
    throw new StandError(`${this.base.origin} is no console of a gateway; give its address with --url`);
  }

  /** @throws StandError when the gateway cannot be reached or refuses */
  async get(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<Response> {
    const address = new URL(`${API}${path}`, this.base);
    for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
    let response: Response;
    try {
      response = await fetch(address, { headers: this.headers, redirect: 'error', ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new StandError(
        `cannot reach the console of a gateway at ${this.base.origin}: ${reasonOf(error)}; start one with setd forward, or give its address with --url`,
        { cause: error },
      );
    }
    if (!response.ok) throw await this.refusal(response);
    return response;
  }

  private async refusal(response: Response): Promise<Error> {
    if (response.status === 401) {
      return new StandError(
        `the gateway at ${this.base.origin} asks for a token, and this is not it; give the one that it printed at start with --token or SETD_GATEWAY_TOKEN`,
      );
    }
    const { data: told } = problem.safeParse(await response.json().catch(() => undefined));
    if (told === undefined) {
      return new StandError(`${this.base.origin} answered ${response.status} and is no console of a gateway; give its address with --url`);
    }
    return response.status === 400 ? new UsageError(told.detail) : new StandError(told.detail);
  }
}
