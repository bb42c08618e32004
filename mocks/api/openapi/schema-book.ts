import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

const objectSchema = z.record(z.string(), z.unknown());
const rendered = z.looseObject({ $defs: z.record(z.string(), objectSchema).default({}) });

const objectParts = z.looseObject({
  properties: z.record(z.string(), objectSchema).default({}),
  required: z.array(z.string()).default([]),
});

/** One property of an object that is taken in. */
export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface Rendered {
  readonly root: JsonSchema;
  /** The schemas inside it that have names of their own (`meta({ id })`). */
  readonly named: ReadonlyMap<string, JsonSchema>;
}

const render = (schema: z.ZodType, io: 'input' | 'output'): Rendered => {
  const made = z.toJSONSchema(schema, {
    io,
    // Numbers in addresses are text to zod, read by a pattern; readers of the document want to know the number.
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
    },
  });
  const { $schema: _dialect, $defs, ...root } = rendered.parse(JSON.parse(JSON.stringify(made)));
  return { root, named: new Map(Object.entries($defs)) };
};

const LOCAL = '#/$defs/';

const pointsTo = (schema: JsonSchema, name: string): boolean => JSON.stringify(schema).includes(`"$ref":"${LOCAL}${name}"`);

/** The schema with every reference to a named one led to where the document keeps them. */
const relocated = (schema: JsonSchema, nameFor: (name: string) => string): JsonSchema =>
  objectSchema.parse(
    JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' && value.startsWith(LOCAL)
        ? `#/components/schemas/${nameFor(value.slice(LOCAL.length))}`
        : value,
    ),
  );

/**
 * The JSON Schemas of one document. What zod schemas put out and what they take in can differ (defaults, for one): where it does, a
 * named schema stands in the document twice, and what is taken in has `Input` behind its name. Ask for every output first.
 */
export class SchemaBook {
  private readonly outputs = new Map<string, JsonSchema>();
  private readonly kept = new Map<string, JsonSchema>();

  /** The named schemas, as the document's components hold them. */
  get named(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.kept].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  output(schema: z.ZodType): JsonSchema {
    const { root, named } = render(schema, 'output');
    for (const [name, one] of named) {
      this.outputs.set(name, one);
      this.keep(
        name,
        relocated(one, (inner) => inner),
      );
    }
    return relocated(root, (name) => name);
  }

  input(schema: z.ZodType): JsonSchema {
    const { root, named } = render(schema, 'input');
    const differing = this.differing(named);
    const nameFor = (name: string): string => (differing.has(name) ? `${name}Input` : name);
    for (const [name, one] of named) this.keep(nameFor(name), relocated(one, nameFor));
    return relocated(root, nameFor);
  }

  /** The properties of an object that is taken in, for parameters. */
  properties(schema: z.ZodObject): Property[] {
    const { properties, required } = objectParts.parse(this.input(schema));
    return Object.entries(properties).map(([name, one]) => ({ name, required: required.includes(name), schema: one }));
  }

  /** Named schemas that take in something else than they put out, and those that hold such a one. */
  private differing(named: ReadonlyMap<string, JsonSchema>): ReadonlySet<string> {
    const differing = new Set<string>();
    let before = -1;
    while (differing.size > before) {
      before = differing.size;
      for (const [name, schema] of named) {
        const output = this.outputs.get(name);
        const differs = output !== undefined && JSON.stringify(output) !== JSON.stringify(schema);
        if (differs || [...differing].some((other) => pointsTo(schema, other))) differing.add(name);
      }
    }
    return differing;
  }

  private keep(name: string, schema: JsonSchema): void {
    const before = this.kept.get(name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(schema)) {
      throw new Error(`two schemas of the API are named ${name} and differ: give one of them another id`);
    }
    this.kept.set(name, schema);
  }
}
