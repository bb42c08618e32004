// The form of a rule follows the JSON Schema that the API gives: what the language learns, the form can do.

/** What a value looks like, and so which control takes it. */
export type ValueKind = 'flag' | 'choice' | 'several' | 'number' | 'numbers' | 'lines' | 'text' | 'parts';

export interface RuleField {
  /** As complaints name it: `match.stage`, `do.cutReply.bytes`. */
  readonly path: string;
  /** The key in the language. */
  readonly name: string;
  readonly kind: ValueKind;
  readonly choices: readonly string[];
  readonly description: string | undefined;
  /** Of what has parts. */
  readonly parts: readonly RuleField[];
}

/** Rules of one layer. */
export interface LayerFields {
  readonly layer: string;
  readonly match: readonly RuleField[];
  readonly actions: readonly RuleField[];
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemaIn = (value: unknown): Schema => (isSchema(value) ? value : {});
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const stringsIn = (value: unknown): string[] => listIn(value).filter((one) => typeof one === 'string');
const alternatives = (schema: Schema): Schema[] => listIn(schema.anyOf ?? schema.oneOf).filter(isSchema);

const kindOf = (schema: Schema): ValueKind => {
  const [first] = alternatives(schema);
  if (first !== undefined) return first.type === 'integer' ? 'numbers' : 'lines';
  if (schema.const === true) return 'flag';
  if (schema.enum !== undefined) return 'choice';
  if (schema.type === 'array') return 'several';
  if (schema.type === 'object') return 'parts';
  return schema.type === 'integer' || schema.type === 'number' ? 'number' : 'text';
};

const fieldsOf = (schema: Schema, path: string): RuleField[] =>
  Object.entries(schemaIn(schema.properties)).map(([name, value]) => {
    const one = schemaIn(value);
    const own = `${path}.${name}`;
    return {
      path: own,
      name,
      kind: kindOf(one),
      choices: stringsIn(one.enum ?? schemaIn(one.items).enum),
      description: typeof one.description === 'string' ? one.description : undefined,
      parts: fieldsOf(one, own),
    };
  });

/** What rules of each layer may say. */
export const layersOf = (language: unknown): LayerFields[] =>
  alternatives(schemaIn(language)).flatMap((rule) => {
    const { layer, match, do: action } = schemaIn(rule.properties);
    const name = schemaIn(layer).const;
    if (typeof name !== 'string') return [];
    return [{ layer: name, match: fieldsOf(schemaIn(match), 'match'), actions: fieldsOf(schemaIn(action), 'do') }];
  });

/** What was written into the fields, by their paths. */
export type Written = Readonly<Record<string, string>>;

/** A number where it is one; else the text as it is, for the API to complain of. */
const numberOf = (text: string): number | string => (/^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : text);

const oneOrMore = <Value>(values: readonly Value[]): Value | readonly Value[] => {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
};

const wordsIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** The value of a field; undefined when nothing was written into it. */
export const writtenValue = (field: RuleField, written: Written): unknown => {
  const text = written[field.path] ?? '';
  if (field.kind === 'flag') return true;
  if (field.kind === 'parts') return objectOf(field.parts, written);
  if (text === '') return undefined;
  if (field.kind === 'number') return numberOf(text);
  if (field.kind === 'numbers') return oneOrMore(wordsIn(text).map(numberOf));
  if (field.kind === 'several') return wordsIn(text);
  if (field.kind === 'lines') return oneOrMore(text.split('\n').filter((line) => line !== ''));
  return text;
};

export const objectOf = (fields: readonly RuleField[], written: Written): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = writtenValue(field, written);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );

/** The rule that a filled form stands for. */
export const ruleOf = ({ layer, match, actions }: LayerFields, chosen: readonly string[], written: Written): Record<string, unknown> => {
  const ofRule = (name: string): string => written[name]?.trim() ?? '';
  const numberAt = (name: string): Record<string, unknown> => (ofRule(name) === '' ? {} : { [name]: numberOf(ofRule(name)) });
  return {
    id: ofRule('id'),
    layer,
    match: objectOf(match, written),
    do: objectOf(
      actions.filter(({ name }) => chosen.includes(name)),
      written,
    ),
    ...numberAt('times'),
    ...numberAt('after'),
    ...numberAt('ttlMs'),
  };
};
