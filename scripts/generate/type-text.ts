import { isDeepStrictEqual } from 'node:util';
import { isObject, listAt, objectAt, stringsAt, type JsonObject } from '../openapi/json.js';
import type { SchemaKey } from '../openapi/schema-key.js';

/** The types of JSON, as TypeScript tells them apart. */
const KINDS = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;
type Kind = (typeof KINDS)[number];
type Kinds = ReadonlySet<Kind>;

const ALL: Kinds = new Set(KINDS);
const NONE: Kinds = new Set();

/** The members of a union: none is `never`, and `unknown` stands alone. */
type Union = readonly string[];

const UNKNOWN: Union = ['unknown'];
const NEVER: Union = [];

/** Constraints on the same value from surrounding schemas. */
interface Around {
  readonly possible: Kinds;
  /** Those that the types around it admit: it may leave out what these say already. */
  readonly stated: Kinds;
}

const NOTHING_AROUND: Around = { possible: ALL, stated: ALL };

/** Where the schemas of a reading come from, and what their types are called. */
export interface TypeScope {
  readonly read: (key: SchemaKey) => unknown;
  readonly nameOf: (key: SchemaKey) => string;
  /**
   * Puts an array's type elsewhere and gives its name: TypeScript takes a type for circular that is
   * an array of itself, unless a type alias stands between.
   */
  readonly aliasOf?: (array: string) => string;
  /**
   * Whether the value is sent as the parts of a form: a part of bytes is then a `Blob`. What lies
   * deeper in a part is JSON (OpenAPI 3.1, section 4.8.14.4).
   */
  readonly isForm?: boolean;
}

/**
 * The TypeScript type of a schema that {@link SchemaReader} has read. It admits every value that the
 * schema's check accepts; what TypeScript has no words for (`patternProperties`, `not`, `if`,
 * lengths and ranges, an index signature beside properties of other types) leaves it wider.
 */
export function typeText(schema: unknown, scope: TypeScope): string {
  return toText(new Printer(scope).print(schema));
}

class Printer {
  readonly #scope: TypeScope;
  /** How many object types are around what is being printed. */
  #depth = 0;

  constructor(scope: TypeScope) {
    this.#scope = scope;
  }

  print(schema: unknown, around: Around = NOTHING_AROUND): Union {
    if (schema === false) return NEVER;
    if (!isObject(schema)) return UNKNOWN;
    const kinds = both(this.#kindsOf(schema), around.possible);
    if (kinds.size === 0) return NEVER;
    const literals = literalsOf(schema)?.filter((value) => kinds.has(kindOf(value)));
    if (literals !== undefined) return unique(literals.map(literalText));
    const core = this.#core(schema, kinds, around.stated);
    const stated = core === UNKNOWN ? around.stated : kinds;
    return this.#partsOf(schema, { possible: kinds, stated }).reduce(intersect, core);
  }

  #partsOf(schema: JsonObject, around: Around): Union[] {
    const key = schema['$ref'];
    const parts = listAt(schema, 'allOf').map((part) => this.print(part, around));
    const unions = ['anyOf', 'oneOf']
      .map((keyword) => listAt(schema, keyword))
      .filter((branches) => branches.length > 0)
      .map((branches) => unite(branches.map((branch) => this.print(branch, around))));
    const own = typeof key === 'string' ? [this.#reference(key, around)] : [];
    return [...own, ...parts, ...unions];
  }

  #reference(key: SchemaKey, around: Around): Union {
    const target = this.#scope.read(key);
    return this.#mayBePart() && holdsBytes(target, this.#scope.read, this.#depth === 0)
      ? this.print(target, around)
      : [this.#scope.nameOf(key)];
  }

  #mayBePart(): boolean {
    return this.#scope.isForm === true && this.#depth <= 1;
  }

  /** The type from a schema's own keywords. */
  #core(schema: JsonObject, kinds: Kinds, stated: Kinds): Union {
    const isTyped = 'type' in schema;
    const describesObject = OBJECT.some((keyword) => keyword in schema);
    const describesArray = ARRAY.some((keyword) => keyword in schema);
    if (!describesObject && !describesArray) {
      // Other parts say the same already, and better.
      const others = both(this.#kindsOfParts(schema), stated);
      const isSaid = [...others].every((kind) => kinds.has(kind)) && others.size < ALL.size;
      const isPart = this.#mayBePart() && isBytes(schema);
      if (!isTyped || (isSaid && !isPart)) return UNKNOWN;
    }
    return unite(
      [...kinds].map((kind) => {
        if (kind === 'object') return describesObject ? this.#object(schema) : [ANY_OBJECT];
        if (kind === 'array')
          return describesArray ? [this.#aliased(this.#array(schema))] : ['unknown[]'];
        return [kind === 'string' && this.#mayBePart() && isBytes(schema) ? 'Blob' : kind];
      }),
    );
  }

  #aliased(array: string): string {
    return this.#depth === 0 ? (this.#scope.aliasOf?.(array) ?? array) : array;
  }

  #object(schema: JsonObject): Union {
    this.#depth += 1;
    const type = this.#objectType(schema);
    this.#depth -= 1;
    return type;
  }

  #objectType(schema: JsonObject): Union {
    const required = stringsAt(schema, 'required');
    const properties = objectAt(schema, 'properties');
    const declared = Object.entries(properties).filter(([, property]) => !isElsewhere(property));
    const undeclared = required.filter((name) => !Object.hasOwn(properties, name));
    const entries = [...declared, ...undeclared.map((name) => [name, true] as const)];
    const lines = entries.map(([name, property]) => {
      const isRequired = required.includes(name);
      return this.#property(name, property, isRequired);
    });
    const literal = lines.length > 0 ? [`{\n${lines.map(indent).join('')}}`] : UNKNOWN;
    const index = this.#index(
      schema,
      declared.map(([, property]) => property),
    );
    if (index === undefined) return literal === UNKNOWN ? [ANY_OBJECT] : literal;
    return intersect(literal, [index]);
  }

  #property(name: string, property: unknown, isRequired: boolean): string {
    const type = this.print(property);
    // An object without it still has the one that every object inherits.
    const inherited = !isRequired && INHERITED.has(name) ? [`Object["${name}"]`] : [];
    const text = toText(unite([type, inherited]));
    return `${comment(property)}${propertyName(name)}${isRequired ? '' : '?'}: ${text};\n`;
  }

  /** The index signature for properties without a name of their own, if the schema speaks of them. */
  #index(schema: JsonObject, properties: readonly unknown[]): string | undefined {
    const patterns = Object.values(objectAt(schema, 'patternProperties'));
    const additional = schema['additionalProperties'] ?? othersBesideParts(schema);
    if (additional === false && patterns.length === 0) {
      return properties.length + stringsAt(schema, 'required').length > 0
        ? undefined
        : 'Record<string, never>';
    }
    if (additional === undefined && patterns.length === 0) return undefined;
    const others = [...patterns, ...(additional === false ? [] : [additional ?? true])];
    const types = [...others, ...properties].map((other) => this.print(other));
    const optional = properties.length > 0 ? [['undefined']] : [];
    return `{\n${indent(`[key: string]: ${toText(unite([...types, ...optional]))};\n`)}}`;
  }

  #array(schema: JsonObject): string {
    const items = this.print('items' in schema ? schema['items'] : true);
    const first = listAt(schema, 'prefixItems');
    if (first.length === 0) return `${group(items)}[]`;
    const minimum = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const elements = first.map((item, index) => {
      const text = group(this.print(item));
      return index < minimum ? text : `${text}?`;
    });
    const rest = items.length === 0 ? [] : [`...${group(items)}[]`];
    return `[${[...elements, ...rest].join(', ')}]`;
  }

  /** The JSON types that a schema allows. */
  #kindsOf(schema: unknown, seen: ReadonlySet<unknown> = new Set()): Kinds {
    if (schema === false) return NONE;
    if (!isObject(schema) || seen.has(schema)) return ALL;
    const named = [schema['type']].flat().filter((type) => typeof type === 'string');
    const typed = new Set(
      named.map((type) => (type === 'integer' ? 'number' : type)).filter(isKind),
    );
    const literals = literalsOf(schema);
    return [
      'type' in schema ? typed : ALL,
      literals === undefined ? ALL : new Set(literals.map(kindOf)),
      this.#kindsOfParts(schema, new Set(seen).add(schema)),
    ].reduce(both);
  }

  #kindsOfParts(schema: JsonObject, seen: ReadonlySet<unknown> = new Set()): Kinds {
    const key = schema['$ref'];
    const parts = listAt(schema, 'allOf').map((part) => this.#kindsOf(part, seen));
    const unions = ['anyOf', 'oneOf']
      .map((keyword) => listAt(schema, keyword))
      .filter((branches) => branches.length > 0)
      .map((branches) => new Set(branches.flatMap((branch) => [...this.#kindsOf(branch, seen)])));
    const target = typeof key === 'string' ? [this.#kindsOf(this.#scope.read(key), seen)] : [];
    return [...parts, ...unions, ...target].reduce(both, ALL);
  }
}

const OBJECT = ['properties', 'required', 'additionalProperties', 'patternProperties'];
const ARRAY = ['items', 'prefixItems'];
const ANY_OBJECT = 'Record<string, unknown>';

/** What TypeScript's `Object` has, and therefore every object type. */
const INHERITED = new Set([
  'constructor',
  'toString',
  'toLocaleString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
]);

/** A text that stands for bytes where these can be sent. */
function isBytes(schema: JsonObject): boolean {
  return [schema['type']].flat().includes('string') && schema['format'] === 'binary';
}

/** Whether a schema is bytes or a list of them, or has such a property. */
function holdsBytes(
  schema: unknown,
  read: TypeScope['read'],
  enters: boolean,
  seen = new Set<unknown>(),
): boolean {
  if (!isObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const key = schema['$ref'];
  const inner = [
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listAt(schema, keyword)),
    schema['items'],
    typeof key === 'string' ? read(key) : undefined,
  ];
  const properties = enters ? Object.values(objectAt(schema, 'properties')) : [];
  return (
    isBytes(schema) ||
    inner.some((part) => holdsBytes(part, read, enters, seen)) ||
    properties.some((property) => holdsBytes(property, read, false, seen))
  );
}

/** A property that is not part of this direction. */
function isElsewhere(property: unknown): boolean {
  return isObject(property) && (property['readOnly'] === true || property['writeOnly'] === true);
}

function literalsOf(schema: JsonObject): unknown[] | undefined {
  const constant = 'const' in schema ? [schema['const']] : undefined;
  const listed = Array.isArray(schema['enum']) ? listAt(schema, 'enum') : undefined;
  if (constant === undefined || listed === undefined) return constant ?? listed;
  return constant.filter((value) => listed.some((other) => isDeepStrictEqual(value, other)));
}

/** The schema of what no other keyword speaks of; any at all, if parts of the schema may speak of it. */
function othersBesideParts(schema: JsonObject): unknown {
  const others = schema['unevaluatedProperties'];
  if (others === false || others === undefined) return undefined;
  const parts = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];
  return parts.some((keyword) => keyword in schema) ? true : others;
}

function isKind(type: string): type is Kind {
  return KINDS.some((kind) => kind === type);
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return KINDS.find((kind) => kind === typeof value) ?? 'object';
}

function both(one: Kinds, other: Kinds): Kinds {
  return new Set([...one].filter((kind) => other.has(kind)));
}

function unite(unions: readonly Union[]): Union {
  const members = unique(unions.flat());
  return members.includes('unknown') ? UNKNOWN : members;
}

function unique(members: readonly string[]): Union {
  return [...new Set(members)];
}

function intersect(one: Union, other: Union): Union {
  if (one === UNKNOWN || isSame(one, other)) return other;
  if (other.includes('unknown')) return one;
  if (one.length === 0 || other.length === 0) return NEVER;
  // In parentheses, by which `group` and `toText` know it.
  return [`(${group(one)} & ${group(other)})`];
}

function isSame(one: Union, other: Union): boolean {
  return toText(one) === toText(other);
}

function toText(union: Union): string {
  const members = union.map((member) => member.replace(/^\(([^]*)\)$/, '$1'));
  return members.length === 0 ? 'never' : members.join(' | ');
}

/** A type as an operand, in parentheses if precedence requires them. */
function group(union: Union): string {
  const [only = 'never', ...others] = union;
  return others.length > 0 ? `(${toText(union)})` : only;
}

function literalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, item]) => `${propertyName(name)}: ${literalText(item)};`,
  );
  return entries.length === 0 ? 'Record<string, never>' : `{ ${entries.join(' ')} }`;
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Every line further in. JSON breaks no literal by `\n`, but by what `^` takes for the end of a line. */
export function indent(text: string): string {
  return text.replaceAll(/(?<=^|\n)(?=[^\n])/g, '    ');
}

/** A schema's documentation as a doc comment. */
export function comment(schema: unknown): string {
  if (!isObject(schema)) return '';
  const { title, format, deprecated, description, example, examples } = schema;
  const lines = [
    ...[title, typeof format === 'string' ? `Format: ${format}` : undefined],
    deprecated === true ? '@deprecated' : undefined,
    tagged('description', description),
    'default' in schema ? tagged('default', schema['default']) : undefined,
    tagged('example', example),
    ...(Array.isArray(examples) ? examples.map((item: unknown) => tagged('example', item)) : []),
    'const' in schema ? '@constant' : undefined,
    Array.isArray(schema['enum']) ? `@enum {${typeOf(schema)}}` : undefined,
  ].filter((line) => typeof line === 'string' && line.trim() !== '');
  if (lines.length === 0) return '';
  const text = lines.join('\n').replaceAll('*/', '*\\/');
  if (!text.includes('\n')) return `/** ${text} */\n`;
  return `/**\n${text.replaceAll(/^/gm, ' * ').replaceAll(/ +$/gm, '')}\n */\n`;
}

function tagged(tag: string, value: unknown): string | undefined {
  if (value === undefined || (tag === 'description' && value === '')) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return `@${tag} ${text.trim().replaceAll(/\r?\n/g, '\n    ')}`;
}

function typeOf(schema: JsonObject): string {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  return types.length === 0 ? 'unknown' : types.join('|');
}
