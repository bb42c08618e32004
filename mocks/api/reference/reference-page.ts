import type { JsonSchema } from '../openapi/schema-book.ts';
import type { OpenApiDocument, OperationEntry, ParameterEntry, ResponseEntry } from '../openapi/types.ts';
import { Markup, markup, prose } from './markup.ts';
import { problemsText } from './problem-list.ts';

// The OpenAPI document as a page to read. It needs no script, so it can be read wherever it can be reached.

interface Place {
  readonly method: string;
  readonly path: string;
  readonly entry: OperationEntry;
}

const placesOf = ({ paths }: OpenApiDocument): Place[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, entry]) => ({ method: method.toUpperCase(), path, entry })),
  );

const REFERENCE = '#/components/schemas/';

const idOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const literal = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const alternatives = (schemas: readonly JsonSchema[]): Markup => {
  const [first = new Markup(''), ...rest] = schemas.map(typeText);
  return markup`${first}${rest.map((one) => markup` or ${one}`)}`;
};

const schemasIn = (value: unknown): JsonSchema[] =>
  Array.isArray(value) ? value.filter((one): one is JsonSchema => typeof one === 'object' && one !== null) : [];

/** What a value is, in a few words; named schemas are links. */
const typeText = (schema: JsonSchema): Markup => {
  const { $ref, anyOf, oneOf, type, items, enum: choices, const: only } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace(REFERENCE, '');
    return markup`<a href="#schema-${idOf(name)}">${name}</a>`;
  }
  const options = [...schemasIn(anyOf), ...schemasIn(oneOf)];
  if (options.length > 0) return alternatives(options);
  if (only !== undefined) return markup`<code>${literal(only)}</code>`;
  if (Array.isArray(choices)) return markup`${choices.map((one, index) => markup`${index > 0 ? ', ' : ''}<code>${literal(one)}</code>`)}`;
  if (type === 'array') return markup`list of ${schemasIn([items]).map(typeText)}`;
  return markup`${Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'anything'}`;
};

const descriptionOf = ({ description }: JsonSchema): string => (typeof description === 'string' ? description : '');

/** A cell that says itself what it is, for on a phone each row is a card. */
const labelled = (label: string, content: Markup | string): Markup => markup`<td data-label="${label}"><span>${content}</span></td>`;

const row = (name: string, where: string | undefined, required: boolean, schema: JsonSchema, description: string): Markup => markup`<tr>
<th scope="row"><code>${name}</code>${required ? '' : markup` <span class="soft small">optional</span>`}</th>
${where === undefined ? '' : labelled('In', where)}${labelled('Type', typeText(schema))}${description === '' ? markup`<td></td>` : labelled('Meaning', prose(description))}</tr>`;

const table = (label: string, heads: readonly string[], rows: readonly Markup[]): Markup =>
  rows.length === 0
    ? new Markup('')
    : markup`<div class="table-frame" role="region" aria-label="${label}" tabindex="0"><table class="table dense cards">
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

const parametersTable = (id: string, parameters: readonly ParameterEntry[]): Markup =>
  table(
    `Parameters of ${id}`,
    ['Parameter', 'In', 'Type', 'Meaning'],
    parameters.map((one) => row(one.name, one.in, one.required, one.schema, one.description ?? '')),
  );

const propertiesOf = ({ properties, required }: JsonSchema): Markup[] => {
  const names = new Set(Array.isArray(required) ? required : []);
  return Object.entries(typeof properties === 'object' && properties !== null ? properties : {}).map(([name, one]) => {
    const [schema = {}] = schemasIn([one]);
    return row(name, undefined, names.has(name), schema, descriptionOf(schema));
  });
};

/** The properties of an object, or what its alternatives are. */
const schemaText = (label: string, schema: JsonSchema): Markup => {
  const rows = propertiesOf(schema);
  return rows.length === 0 ? markup`<p>${typeText(schema)}</p>` : table(label, ['Property', 'Type', 'Meaning'], rows);
};

const responseRow = ([status, { description, content = {} }]: [string, ResponseEntry]): Markup => {
  const types = Object.entries(content).map(([type, { schema }]) =>
    schema === undefined ? markup`<code>${type}</code> ` : markup`<code>${type}</code> ${typeText(schema)} `,
  );
  return markup`<tr><th scope="row">${status}</th>${labelled('When', prose(description))}${types.length === 0 ? markup`<td></td>` : labelled('Content', markup`${types}`)}</tr>`;
};

const bodyText = ({ operationId, requestBody }: OperationEntry): Markup =>
  requestBody === undefined
    ? new Markup('')
    : markup`<h4>Body</h4>${Object.values(requestBody.content).map(({ schema }) => schemaText(`Body of ${operationId}`, schema))}`;

const audienceText = ({ security }: OperationEntry): string =>
  security.length === 0 ? 'asks for no token' : security.map((one) => Object.keys(one).join(' and ')).join(', or ');

const operationText = ({ method, path, entry }: Place): Markup => markup`<article class="card" id="${entry.operationId}">
<h3><span class="method method-${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
<p>${prose(`${entry.summary}.${entry.description === undefined ? '' : ` ${entry.description}`}`)}</p>
<p class="soft small">Access: ${audienceText(entry)} · <a href="#${entry.operationId}">${entry.operationId}</a></p>
${parametersTable(entry.operationId, entry.parameters ?? [])}${bodyText(entry)}
<details><summary>Answers</summary>${table(`Answers of ${entry.operationId}`, ['Status', 'When', 'Content'], Object.entries(entry.responses).map(responseRow))}</details>
</article>`;

const sectionText = (
  name: string,
  places: readonly Place[],
): Markup => markup`<section class="stack" aria-labelledby="section-${idOf(name)}">
<h2 id="section-${idOf(name)}">${name}</h2>${places.map(operationText)}</section>`;

const schemasText = ({ components: { schemas } }: OpenApiDocument): Markup[] =>
  Object.entries(schemas).map(
    ([name, schema]) => markup`<details class="card" id="schema-${idOf(name)}"><summary><h3>${name}</h3></summary>
<p class="soft">${prose(descriptionOf(schema))}</p>${schemaText(name, schema)}
<details><summary>JSON Schema</summary><pre class="code">${JSON.stringify(schema, null, 2)}</pre></details></details>`,
  );

const contentsText = (places: ReadonlyMap<string, readonly Place[]>): Markup =>
  markup`<nav class="contents" aria-label="Contents">${[...places].map(
    ([name, here]) =>
      markup`<section><h2><a href="#section-${idOf(name)}">${name}</a></h2><ul>${here.map(
        ({ method, path, entry }) =>
          markup`<li><a href="#${entry.operationId}"><span class="method method-${method.toLowerCase()}">${method}</span> ${path}</a></li>`,
      )}</ul></section>`,
  )}<section><h2><a href="#problems">Problems</a></h2></section><section><h2><a href="#schemas">Schemas</a></h2></section></nav>`;

/** The body of the page. */
export const referenceBody = (document: OpenApiDocument): string => {
  const sections = Map.groupBy(placesOf(document), ({ entry }) => entry.tags[0] ?? '');
  const { title, description } = document.info;
  return markup`<a class="skip" href="#content">To the reference</a>
<header class="topbar"><a class="brand" href="/"><span class="product">${title}</span></a><span class="context">HTTP API</span></header>
<div class="reference">
${contentsText(sections)}
<main class="page" id="content">
<div class="page-head"><div class="titles"><h1>HTTP API</h1><p class="lead">${description}</p></div>
<div class="row"><a class="button" href="/api/v1/openapi.json" download="openapi.json">OpenAPI 3.1</a></div></div>
${[...sections].map(([name, places]) => sectionText(name, places))}
${problemsText()}
<section class="stack" aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemasText(document)}</section>
</main></div>`.text;
};
