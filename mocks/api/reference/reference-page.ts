import type { JsonSchema } from '../openapi/schema-book.ts';
import type { OpenApiDocument, OperationEntry, ParameterEntry, ResponseEntry } from '../openapi/types.ts';
import { Markup, markup, prose } from './markup.ts';
import { problemsText } from './problem-list.ts';
import { LANGUAGE_NAMES, REFERENCE_LANGUAGES, REFERENCE_TEXT, type ReferenceLanguage, type ReferenceText } from './reference-text.ts';

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

const alternatives = (schemas: readonly JsonSchema[], text: ReferenceText): Markup => {
  const [first = new Markup(''), ...rest] = schemas.map((one) => typeText(one, text));
  return markup`${first}${rest.map((one) => markup`${text.orType}${one}`)}`;
};

const schemasIn = (value: unknown): JsonSchema[] =>
  Array.isArray(value) ? value.filter((one): one is JsonSchema => typeof one === 'object' && one !== null) : [];

/** What a value is, in a few words; named schemas are links. */
const typeText = (schema: JsonSchema, text: ReferenceText): Markup => {
  const { $ref, anyOf, oneOf, type, items, enum: choices, const: only } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace(REFERENCE, '');
    return markup`<a href="#schema-${idOf(name)}">${name}</a>`;
  }
  const options = [...schemasIn(anyOf), ...schemasIn(oneOf)];
  if (options.length > 0) return alternatives(options, text);
  if (only !== undefined) return markup`<code>${literal(only)}</code>`;
  if (Array.isArray(choices)) return markup`${choices.map((one, index) => markup`${index > 0 ? ', ' : ''}<code>${literal(one)}</code>`)}`;
  if (type === 'array') return text.listOf(schemasIn([items]).map((one) => typeText(one, text)));
  return markup`${Array.isArray(type) ? type.join(text.orType) : typeof type === 'string' ? type : text.anything}`;
};

const descriptionOf = ({ description }: JsonSchema): string => (typeof description === 'string' ? description : '');

/** A cell that says itself what it is, for on a phone each row is a card. */
const labelled = (label: string, content: Markup | string): Markup => markup`<td data-label="${label}"><span>${content}</span></td>`;

interface Row {
  readonly name: string;
  /** Of a parameter: in the path, the query or the header. */
  readonly where?: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description: string;
}

/** What the document says, which speaks English. */
const english = (text: string): Markup => markup`<span lang="en">${prose(text)}</span>`;

const row = ({ name, where, required, schema, description }: Row, text: ReferenceText): Markup => markup`<tr>
<th scope="row"><code>${name}</code>${required ? '' : markup` <span class="soft small">${text.optional}</span>`}</th>
${where === undefined ? '' : labelled(text.place, where)}${labelled(text.type, typeText(schema, text))}${description === '' ? markup`<td></td>` : labelled(text.meaning, english(description))}</tr>`;

const table = (label: string, heads: readonly string[], rows: readonly Markup[]): Markup =>
  rows.length === 0
    ? new Markup('')
    : markup`<div class="table-frame" role="region" aria-label="${label}" tabindex="0"><table class="table dense cards">
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

const parametersTable = (id: string, parameters: readonly ParameterEntry[], text: ReferenceText): Markup =>
  table(
    text.parametersOf(id),
    [text.parameter, text.place, text.type, text.meaning],
    parameters.map(({ in: where, description = '', ...one }) => row({ ...one, where, description }, text)),
  );

const propertiesOf = ({ properties, required }: JsonSchema, text: ReferenceText): Markup[] => {
  const names = new Set(Array.isArray(required) ? required : []);
  return Object.entries(typeof properties === 'object' && properties !== null ? properties : {}).map(([name, one]) => {
    const [schema = {}] = schemasIn([one]);
    return row({ name, required: names.has(name), schema, description: descriptionOf(schema) }, text);
  });
};

/** The properties of an object, or what its alternatives are. */
const schemaText = (label: string, schema: JsonSchema, text: ReferenceText): Markup => {
  const rows = propertiesOf(schema, text);
  return rows.length === 0 ? markup`<p>${typeText(schema, text)}</p>` : table(label, [text.property, text.type, text.meaning], rows);
};

const responseRow = ([status, { description, content = {} }]: [string, ResponseEntry], text: ReferenceText): Markup => {
  const types = Object.entries(content).map(([type, { schema }]) =>
    schema === undefined ? markup`<code>${type}</code> ` : markup`<code>${type}</code> ${typeText(schema, text)} `,
  );
  return markup`<tr><th scope="row">${status}</th>${labelled(text.when, english(description))}${types.length === 0 ? markup`<td></td>` : labelled(text.content, markup`${types}`)}</tr>`;
};

const bodyText = ({ operationId, requestBody }: OperationEntry, text: ReferenceText): Markup =>
  requestBody === undefined
    ? new Markup('')
    : markup`<h4>${text.body}</h4>${Object.values(requestBody.content).map(({ schema }) => schemaText(text.bodyOf(operationId), schema, text))}`;

const audienceText = ({ security }: OperationEntry, text: ReferenceText): string =>
  security.length === 0 ? text.noToken : security.map((one) => Object.keys(one).join(text.and)).join(text.orAccess);

const operationText = (
  { method, path, entry }: Place,
  text: ReferenceText,
): Markup => markup`<article class="card" id="${entry.operationId}">
<h3><span class="method method-${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
<p lang="en">${prose(`${entry.summary}.${entry.description === undefined ? '' : ` ${entry.description}`}`)}</p>
<p class="soft small">${text.access}: ${audienceText(entry, text)} · <a href="#${entry.operationId}">${entry.operationId}</a></p>
${parametersTable(entry.operationId, entry.parameters ?? [], text)}${bodyText(entry, text)}
<details><summary>${text.answers}</summary>${table(
  text.answersOf(entry.operationId),
  [text.status, text.when, text.content],
  Object.entries(entry.responses).map((one) => responseRow(one, text)),
)}</details>
</article>`;

/** A section's tag in the words of the page. */
const sectionName = (tag: string, { sections }: ReferenceText): string => sections[tag] ?? tag;

const sectionText = (
  tag: string,
  places: readonly Place[],
  text: ReferenceText,
): Markup => markup`<section class="stack" aria-labelledby="section-${idOf(tag)}">
<h2 id="section-${idOf(tag)}">${sectionName(tag, text)}</h2>${places.map((place) => operationText(place, text))}</section>`;

const schemasText = ({ components: { schemas } }: OpenApiDocument, text: ReferenceText): Markup[] =>
  Object.entries(schemas).map(
    ([name, schema]) => markup`<details class="card" id="schema-${idOf(name)}"><summary><h3>${name}</h3></summary>
<p class="soft" lang="en">${prose(descriptionOf(schema))}</p>${schemaText(name, schema, text)}
<details><summary>JSON Schema</summary><pre class="code">${JSON.stringify(schema, null, 2)}</pre></details></details>`,
  );

const contentsText = (places: ReadonlyMap<string, readonly Place[]>, text: ReferenceText): Markup =>
  markup`<nav class="contents" aria-label="${text.contents}">${[...places].map(
    ([name, here]) =>
      markup`<section><h2><a href="#section-${idOf(name)}">${sectionName(name, text)}</a></h2><ul>${here.map(
        ({ method, path, entry }) =>
          markup`<li><a href="#${entry.operationId}"><span class="method method-${method.toLowerCase()}">${method}</span> ${path}</a></li>`,
      )}</ul></section>`,
  )}<section><h2><a href="#problems">${text.problems}</a></h2></section><section><h2><a href="#schemas">${text.schemas}</a></h2></section></nav>`;

/** Links to the page in its other languages; the one that is shown is marked. */
const languageSwitch = (language: ReferenceLanguage): Markup =>
  markup`<nav class="tools" aria-label="${REFERENCE_TEXT[language].language}">${REFERENCE_LANGUAGES.map(
    (one) =>
      markup`<a class="button small" href="/api?lang=${one}" lang="${one}" hreflang="${one}"${one === language ? new Markup(' aria-current="true"') : ''}>${LANGUAGE_NAMES[one]}</a>`,
  )}</nav>`;

/** The body of the page. */
export const referenceBody = (document: OpenApiDocument, language: ReferenceLanguage): string => {
  const sections = Map.groupBy(placesOf(document), ({ entry }) => entry.tags[0] ?? '');
  const text = REFERENCE_TEXT[language];
  return markup`<a class="skip" href="#content">${text.skip}</a>
<header class="topbar"><a class="brand" href="/"><span class="product">${document.info.title}</span></a><span class="context">${text.title}</span>${languageSwitch(language)}</header>
<div class="reference">
${contentsText(sections, text)}
<main class="page" id="content">
<div class="page-head"><div class="titles"><h1>${text.title}</h1><p class="lead">${text.lead}</p></div>
<div class="row"><a class="button" href="/api/v1/openapi.json" download="openapi.json">OpenAPI 3.1</a></div></div>
${[...sections].map(([name, places]) => sectionText(name, places, text))}
${problemsText(language)}
<section class="stack" aria-labelledby="schemas"><h2 id="schemas">${text.schemas}</h2>${schemasText(document, text)}</section>
</main></div>`.text;
};
