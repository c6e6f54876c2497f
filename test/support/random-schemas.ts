import {
  isObject,
  listAt,
  objectAt,
  stringsAt,
  type JsonObject,
} from '../../scripts/openapi/json.js';

/** A schema, and the components that it may refer to by `#/components/schemas/`. */
export interface SchemaWithComponents {
  readonly schema: JsonObject;
  readonly components: JsonObject;
}

/** Schemas, edits of schemas and values that are likely to fit a schema, the same for each seed. */
export class RandomSchemas {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A schema that refers to others, among them unions and families with a discriminator. */
  withComponents(): SchemaWithComponents {
    const components = {
      Leaf: this.schema(1),
      Cat: this.#kind(),
      Dog: this.#kind(),
      Pet: { ...this.#kind(), discriminator: this.#discriminator() },
      Heir: { allOf: [refTo('Pet'), this.#object(1)] },
    };
    const schema = this.#pick([
      () => ({ [this.#pick(['oneOf', 'anyOf'])]: [refTo('Cat'), refTo('Dog')] }),
      () => ({
        [this.#pick(['oneOf', 'anyOf'])]: [refTo('Cat'), refTo('Dog')],
        discriminator: this.#discriminator(),
      }),
      () => refTo('Pet'),
      () => ({ type: 'object', properties: { a: refTo(this.#pick(['Leaf', 'Heir', 'Cat'])) } }),
    ])();
    return { schema, components };
  }

  /** The same with one place of the schema or of a component changed. */
  editOne({ schema, components }: SchemaWithComponents): SchemaWithComponents {
    if (this.#chance(0.2)) return { schema: this.edit(schema, 2), components };
    const name = this.#pick(Object.keys(components));
    return {
      schema,
      components: { ...components, [name]: this.edit(objectAt(components, name), 2) },
    };
  }

  #kind(): JsonObject {
    const kind = this.#pick([
      { type: 'string' },
      { const: this.#pick(kinds) },
      { enum: [this.#pick(kinds), 'x'] },
    ]);
    const object = this.#object(1);
    const properties = { ...objectAt(object, 'properties'), kind };
    return { ...object, properties, required: [...stringsAt(object, 'required'), 'kind'] };
  }

  #discriminator(): JsonObject {
    const mapping = {
      [this.#pick(kinds)]: refTo('Cat').$ref,
      [this.#pick(kinds)]: refTo('Heir').$ref,
    };
    return { propertyName: 'kind', ...this.#some({ mapping }) };
  }

  /** @param depth how many schemas may be inside of each other */
  schema(depth: number): JsonObject {
    const scalars = [
      () => ({ type: 'string', ...this.#some({ minLength: this.#below(3), maxLength: 2 }) }),
      () => ({ type: 'string', ...this.#some({ pattern: this.#pick(['^a', 'b$', '.*']) }) }),
      () => this.#number(),
      () => ({ enum: [...new Set([this.#pick(values), this.#pick(values)])] }),
      () => ({ const: this.#pick(values) }),
      () => this.#pick([{ type: 'boolean' }, { type: ['string', 'null'] }, {}, { type: 'object' }]),
    ];
    const inner = (): JsonObject => this.schema(depth - 1);
    const compounds = [
      () => this.#object(depth),
      () => this.#object(depth),
      () => ({ type: 'array', items: inner(), ...this.#some({ minItems: 1, maxItems: 2 }) }),
      () => ({ [this.#pick(['anyOf', 'oneOf'])]: [inner(), inner()] }),
      () => ({
        allOf: [this.#object(depth), this.#pick([this.#object(depth), { required: ['a'] }])],
      }),
      () => ({ type: 'string', not: { const: this.#pick(['x', 'y']) } }),
      () => ({ ...this.#object(depth), dependentRequired: this.#dependents() }),
      () => ({ ...this.#object(depth), if: { required: ['a'] }, then: { required: ['b'] } }),
    ];
    const made = this.#pick(depth > 0 ? [...scalars, ...compounds] : scalars)();
    return this.#chance(0.1) ? this.#markOtherwise(made) : made;
  }

  #markOtherwise(schema: JsonObject): JsonObject {
    const mark = this.#pick(marks);
    return { ...schema, [mark]: schema[mark] !== true };
  }

  /** The same schema with one place of it changed. */
  edit(schema: JsonObject, depth: number): JsonObject {
    if (this.#chance(0.15)) return this.#markOtherwise(schema);
    const places = Object.keys(schema).filter((key) => key !== 'type' && !marks.includes(key));
    if (places.length === 0 || this.#chance(0.2)) return this.schema(depth);
    const key = this.#pick(places);
    if (key === 'discriminator') return { ...schema, discriminator: this.#discriminator() };
    if (key === 'dependentRequired') return { ...schema, dependentRequired: this.#dependents() };
    const value = schema[key];
    const isNamed = key === 'properties' && isObject(value);
    if (isNamed && this.#chance(0.8)) {
      const name = this.#pick(names);
      const old = value[name];
      const next = isObject(old) && this.#chance(0.7) ? this.edit(old, depth - 1) : undefined;
      const isGone = next === undefined && isObject(old);
      const changed = isGone
        ? without(value, name)
        : { ...value, [name]: next ?? this.schema(depth - 1) };
      return { ...schema, properties: changed };
    }
    if (isObject(value) && !isNamed) return { ...schema, [key]: this.edit(value, depth - 1) };
    const [first, ...others] = listAt(schema, key);
    if (isObject(first)) {
      const edited = this.#pick([
        [this.edit(first, depth - 1), ...others],
        [first, ...others, this.schema(0)],
      ]);
      return { ...schema, [key]: edited };
    }
    if (key === 'required') return { ...schema, required: names.filter(() => this.#chance(0.5)) };
    return this.#chance(0.5) ? without(schema, key) : { ...schema, ...this.schema(0) };
  }

  /** A value that the schema may accept. */
  valueFor(schema: unknown, depth: number, components: JsonObject = {}): unknown {
    if (!isObject(schema) || this.#chance(0.05)) return this.#value(depth);
    if (schema['nullable'] === true && this.#chance(0.3)) return null;
    const { $ref } = schema;
    if (typeof $ref === 'string') {
      const value = this.valueFor(components[nameOf($ref)], depth, components);
      const isFamily = nameOf($ref) === 'Pet' && this.#chance(0.4);
      return isFamily ? this.valueFor(components['Heir'], depth, components) : value;
    }
    const branches = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')];
    if (branches.length > 0) {
      const value = this.valueFor(this.#pick(branches), depth, components);
      const isTold = 'discriminator' in schema && isObject(value) && this.#chance(0.7);
      return isTold ? { ...value, kind: this.#pick(kinds) } : value;
    }
    const parts = listAt(schema, 'allOf').map((part) => this.valueFor(part, depth, components));
    if (parts.length > 0) return Object.assign({}, ...parts.filter(isObject)) as unknown;
    if ('const' in schema) return schema['const'];
    if ('enum' in schema) return this.#pick(listAt(schema, 'enum'));
    const type = this.#pick([schema['type']].flat());
    if (type === 'object') return this.#objectFor(schema, depth, components);
    if (type === 'array') {
      return [0, 1]
        .map(() => this.valueFor(schema['items'], depth - 1, components))
        .slice(this.#below(2));
    }
    if (type === 'string') return this.#pick(['', 'a', 'x', 'y', 'ab', 'abc']);
    return typeof type === 'string'
      ? this.#pick([0, 1, 2, 3, 4, 1.5, null, true])
      : this.#value(depth);
  }

  #objectFor(schema: JsonObject, depth: number, components: JsonObject): JsonObject {
    const properties = objectAt(schema, 'properties');
    const required = stringsAt(schema, 'required');
    const kept = Object.keys(properties).filter(
      (name) => required.includes(name) || this.#chance(0.6),
    );
    const own = kept.map(
      (name) => [name, this.valueFor(properties[name], depth - 1, components)] as const,
    );
    const more = this.#chance(0.2) ? [[this.#pick([...names, 'd']), this.#value(0)] as const] : [];
    return Object.fromEntries([...own, ...more]);
  }

  #object(depth: number): JsonObject {
    const properties = names
      .filter(() => this.#chance(0.6))
      .map((name) => [name, this.schema(depth - 1)] as const);
    const rest = { required: names.filter(() => this.#chance(0.3)) };
    const open = { additionalProperties: this.#pick([true, { type: 'string' }]) };
    const object = { type: 'object', properties: Object.fromEntries(properties), ...rest };
    return this.#chance(0.15) ? { ...object, ...open } : object;
  }

  #dependents(): JsonObject {
    return { a: names.filter((name) => name !== 'a' && this.#chance(0.5)) };
  }

  #number(): JsonObject {
    const bound = this.#pick(['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum']);
    const limits = this.#some({ [bound]: this.#below(4), multipleOf: this.#pick([1, 2, 3]) });
    return { type: this.#pick(['number', 'integer']), ...limits };
  }

  #value(depth: number): unknown {
    const isObjectValue = depth > 0 && this.#chance(0.4);
    if (!isObjectValue) return this.#pick([...values, [], 'a', 3]);
    return Object.fromEntries(names.map((name) => [name, this.#value(depth - 1)]));
  }

  #some(keywords: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(keywords).filter(() => this.#chance(0.3)));
  }

  #pick<T>(list: readonly T[]): T {
    const item = list[this.#below(list.length)];
    if (item === undefined && list.length === 0) throw new Error('nothing to pick from');
    return item as T;
  }

  #chance(probability: number): boolean {
    return this.#next() < probability;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** A linear congruential generator: numbers from 0 to 1 that look random enough. */
  #next(): number {
    this.#state = (this.#state * 1664525 + 1013904223) % 2 ** 32;
    return this.#state / 2 ** 32;
  }
}

const names = ['a', 'b', 'c'];
const kinds = ['Cat', 'Dog', 'Pet', 'Heir', 'x'];
const marks = ['nullable', 'readOnly', 'writeOnly'];
const values = ['x', 'y', 1, 2, null, true];

function refTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function without(value: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}
