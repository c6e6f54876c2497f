import { isObject, listAt, objectAt, stringsAt, type JsonObject } from '../openapi/json.js';
import type { SchemaKey } from '../openapi/schema-key.js';
import {
  acceptsNull,
  ALL,
  both,
  kindOf,
  kindsOf,
  kindsOfParts,
  literalsOf,
  type Kinds,
} from './kinds.js';
import { comment } from './doc-comment.js';
import { propertyName, toLiteralType } from './literal.js';
import { holdsBytes, isBytes } from './form-bytes.js';
import { group, intersect, NEVER, toText, unique, unite, UNKNOWN, type Union } from './union.js';

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
    const kinds = both(kindsOf(schema, this.#scope.read), around.possible);
    if (kinds.size === 0) return NEVER;
    const literals = literalsOf(schema)?.filter((value) => kinds.has(kindOf(value)));
    if (literals !== undefined) return unique(literals.map(toLiteralType));
    const core = this.#core(schema, kinds, around.stated);
    const stated = core === UNKNOWN ? around.stated : kinds;
    return this.#partsOf(schema, { possible: kinds, stated }).reduce(intersect, core);
  }

  #partsOf(schema: JsonObject, around: Around): Union[] {
    const key = schema['$ref'];
    const parts = listAt(schema, 'allOf').map((part) => this.print(part, around));
    const unions = ['anyOf', 'oneOf'].flatMap((keyword) => {
      const branches = listAt(schema, keyword);
      if (branches.length === 0) return [];
      const union = unite(branches.map((branch) => this.print(branch, around)));
      return [keyword === 'oneOf' ? this.#withoutSharedNull(union, branches) : union];
    });
    const own = typeof key === 'string' ? [this.#reference(key, around)] : [];
    return [...own, ...parts, ...unions];
  }

  /** `null` that several branches of a `oneOf` accept is none that it accepts. */
  #withoutSharedNull(union: Union, branches: readonly unknown[]): Union {
    const accepting = branches.filter((branch) => acceptsNull(branch, this.#scope.read));
    if (accepting.length < 2 || union === UNKNOWN) return union;
    return [`Exclude<${toText(union)}, null>`];
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
      const others = both(kindsOfParts(schema, this.#scope.read), stated);
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
    const additional = schema['additionalProperties'] ?? otherProperties(schema);
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
    const items = this.print(schema['items'] ?? otherItems(schema));
    const first = listAt(schema, 'prefixItems');
    if (first.length === 0) return `${group(items)}[]`;
    const minimum = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
    const maximum = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Infinity;
    const elements = first.slice(0, maximum).map((item, index) => {
      const text = group(this.print(item));
      return index < minimum ? text : `${text}?`;
    });
    const isWhole = items.length === 0 || maximum <= first.length;
    const rest = isWhole ? [] : [`...${group(items)}[]`];
    return `[${[...elements, ...rest].join(', ')}]`;
  }
}

const OBJECT = ['properties', 'required', 'additionalProperties', 'patternProperties'];
const ARRAY = ['items', 'prefixItems', 'unevaluatedItems'];
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

/** A property that is not part of this direction. */
function isElsewhere(property: unknown): boolean {
  return isObject(property) && (property['readOnly'] === true || property['writeOnly'] === true);
}

/** The schema of what no other keyword speaks of; any at all, if parts of the schema may speak of it. */
function otherProperties(schema: JsonObject): unknown {
  const others = schema['unevaluatedProperties'];
  if (others === false || others === undefined) return undefined;
  return hasPart(schema) ? true : others;
}

function otherItems(schema: JsonObject): unknown {
  return hasPart(schema) ? true : (schema['unevaluatedItems'] ?? true);
}

/** Whether another schema may evaluate what a schema's own keywords leave. */
function hasPart(schema: JsonObject): boolean {
  const parts = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'contains'];
  return parts.some((keyword) => keyword in schema);
}

/** Every line further in. JSON breaks no literal by `\n`, but by what `^` takes for the end of a line. */
export function indent(text: string): string {
  return text.replaceAll(/(?<=^|\n)(?=[^\n])/g, '    ');
}
