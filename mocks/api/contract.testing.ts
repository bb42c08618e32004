import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { OpenApiDocument, OperationEntry } from './openapi/types.ts';

// Holds real answers against the OpenAPI document. The test client does so with every answer of every test.

interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The body that was sent, where it is JSON. */
  readonly sent: unknown;
  readonly status: number;
  /** Without parameters; undefined where there was none. */
  readonly contentType: string | undefined;
  /** The body where it is JSON. */
  readonly body: unknown;
}

interface Entry {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly literals: number;
  readonly operation: OperationEntry;
}

const PLACEHOLDER = /\{\w+\}/g;

const entriesOf = ({ paths }: OpenApiDocument): Entry[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      id: operation.operationId,
      path,
      method,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(PLACEHOLDER, '[^/]+')}$`),
      literals: path.replace(PLACEHOLDER, '').length,
      operation,
    })),
  );

const isJson = (type: string): boolean => /^application\/(?:\w+\+)?json$/.test(type);

/** What an API promises, and whether it keeps it. */
export class Contract {
  /** Operations that gave the answer that they are for. */
  readonly kept = new Set<string>();
  readonly operationIds: readonly string[];
  private readonly entries: readonly Entry[];
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false, allowUnionTypes: true });

  constructor(document: OpenApiDocument) {
    this.entries = entriesOf(document);
    this.operationIds = this.entries.map(({ id }) => id);
    this.ajv.addVocabulary(['openapi', 'info', 'servers', 'tags', 'paths', 'components']);
    this.ajv.addSchema({ ...document, $id: 'api' });
  }

  /** Throws an Error that says which promise an answer breaks. Answers at addresses of no operation are nobody's promise. */
  check(answer: Exchange): void {
    const entry = this.find(answer);
    if (entry === undefined) return;
    const promise = entry.operation.responses[String(answer.status)];
    const where = `${entry.id} (${answer.method} ${answer.path})`;
    if (promise === undefined) throw new Error(`${where} answered ${answer.status}, which its description does not tell`);
    const { contentType } = answer;
    if (promise.content === undefined) {
      if (contentType !== undefined)
        throw new Error(`${where} answered ${answer.status} with ${contentType}; its description tells of no content`);
    } else {
      const content = promise.content[contentType ?? ''];
      if (content === undefined)
        throw new Error(`${where} answered ${answer.status} as ${contentType}, which its description does not tell`);
      if (content.schema !== undefined && isJson(contentType ?? '')) this.checkBody(where, entry, answer);
    }
    if (answer.status >= 300) return;
    this.checkRequest(where, entry, answer.sent);
    this.kept.add(entry.id);
  }

  private find({ method, path }: Exchange): Entry | undefined {
    const bare = path.replace(/[?#].*$/s, '');
    return this.entries
      .filter((entry) => entry.method === method.toLowerCase() && entry.pattern.test(bare))
      .sort((one, other) => other.literals - one.literals)[0];
  }

  /** What was taken has to be what the description lets in: else nobody could know that it may be sent. */
  private checkRequest(where: string, { path, method, operation }: Entry, sent: unknown): void {
    if (operation.requestBody === undefined) return;
    const validate = this.validatorAt(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema']);
    if (!validate(sent)) throw new Error(`${where} took a body that its description forbids: ${this.ajv.errorsText(validate.errors)}`);
  }

  private checkBody(where: string, { path, method }: Entry, { status, contentType = '', body }: Exchange): void {
    const validate = this.validatorAt(['paths', path, method, 'responses', String(status), 'content', contentType, 'schema']);
    if (validate(body)) return;
    throw new Error(`${where} answered ${status} with a body that its description forbids: ${this.ajv.errorsText(validate.errors)}`);
  }

  private validatorAt(keys: readonly string[]): ValidateFunction {
    const $ref = `api#/${keys
      .map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/')}`;
    const known = this.validators.get($ref) ?? this.ajv.compile({ $ref });
    this.validators.set($ref, known);
    return known;
  }
}
