import { propertyNameOf } from '../openapi/discriminator.js';
import { isInheritance } from '../openapi/inheritance.js';
import {
  isObject,
  joinPointer,
  listAt,
  objectAt,
  stringsAt,
  type JsonObject,
} from '../openapi/json.js';
import { modernizeBound } from '../openapi/legacy-keywords.js';
import { alternativesOf, inheritorsOf } from './discriminator.js';
import { areShapesDisjoint } from './disjoint.js';
import { canonical, documented, fingerprint, follow, isExtension } from './document.js';
import { membersOf, targetsOf, wholeOf } from './document.js';
import type { Located, OpenApiDocument } from './document.js';
import { isNoLimit } from './limits.js';
import { allLimits, bareShape, intersect, limitKeywords } from './shape.js';
import type { Conjunction, Shape, TypeName } from './shape.js';
import { simplify } from './simplify.js';

/** A schema that names one of these says nothing more. */
const dialects = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://spec.openapis.org/oas/3.1/dialect/base',
];

/** A union of more alternatives than this is compared as it is written. */
const maxShapes = 400;

/** Reads the schemas of one document as what callers send, or as what they receive. */
export class SchemaReader {
  readonly document: OpenApiDocument;
  readonly direction: 'request' | 'response';
  readonly #head: OpenApiDocument | undefined;
  readonly #known = new Map<string, readonly Shape[]>();

  /** @param head what a base is compared with, if schemas that extend others there count */
  constructor(
    document: OpenApiDocument,
    direction: 'request' | 'response',
    head?: OpenApiDocument,
  ) {
    this.document = document;
    this.direction = direction;
    this.#head = head;
  }

  /** The same schemas without references that only lead on, and without repetitions. */
  settle(schemas: Conjunction): Conjunction {
    const targets = schemas.map((schema) => {
      const isPlain = isObject(schema.value) && Object.keys(schema.value).length === 1;
      return isPlain ? follow(this.document, schema) : schema;
    });
    return [...new Map(targets.map((schema) => [schema.pointer, schema])).values()];
  }

  /** The alternatives of what all the schemas accept together. */
  shapesOf(schemas: Conjunction): readonly Shape[] {
    const key = schemas.map(({ pointer }) => pointer).join(' ');
    let shapes = this.#known.get(key);
    if (shapes === undefined) {
      const expanded = this.#expandAll(schemas, new Set());
      const described = asOneWhole(expanded).map((shape) =>
        this.#describeRequired(this.#withhold(shape)),
      );
      const union = described.filter(({ type }) => type === 'object');
      shapes = simplify(described.map((shape) => ({ ...shape, union })));
      this.#known.set(key, shapes);
    }
    return shapes;
  }

  #expandAll(schemas: Conjunction, within: ReadonlySet<string>): readonly Shape[] {
    return schemas
      .map((schema) => this.#expand(schema, within))
      .reduce((all, next) => cross(all, next), anything(schemas[0]?.pointer ?? '#'));
  }

  /** In a request that may hold no other properties, a name that the whole requires is known too. */
  #describeRequired(shape: Shape): Shape {
    const isOpen = shape.isOpen || shape.parts.has('additionalProperties');
    if (this.direction !== 'request' || !shape.describesProperties || isOpen) return shape;
    const known = [...shape.named].map((name) => [name, []] as const);
    return { ...shape, properties: new Map([...known, ...shape.properties]) };
  }

  /** Takes out the properties that only the other direction has. */
  #withhold(shape: Shape): Shape {
    const mark = this.direction === 'request' ? 'readOnly' : 'writeOnly';
    const isMarked = (schema: Located): boolean =>
      wholeOf(this.document, schema).some(({ value }) => isObject(value) && value[mark] === true);
    const names = [...shape.properties]
      .filter(([, schemas]) => schemas.some(isMarked))
      .map(([name]) => name);
    if (names.length === 0) return shape;
    const properties = new Map([...shape.properties].filter(([name]) => !names.includes(name)));
    const required = new Set([...shape.required].filter((name) => !names.includes(name)));
    const named = new Set([...shape.named].filter((name) => !names.includes(name)));
    return { ...shape, properties, required, named, withheld: new Set(names) };
  }

  /**
   * @param within the references that are being followed: a schema that is only itself is anything
   * @param isPart whether another schema inherits from this one, which is then no family of its own
   */
  #expand(schema: Located, within: ReadonlySet<string>, isPart = false): readonly Shape[] {
    const { value, pointer } = schema;
    if (value === false) return [];
    if (!isObject(value)) return anything(pointer);
    const reference = value['$ref'] ?? value['$dynamicRef'];
    if (typeof reference !== 'string')
      return orNull(this.#expandWhole(schema, value, within, isPart), schema);
    if (within.has(reference)) return anything(pointer);
    const inside = new Set([...within, reference]);
    const targets = targetsOf(this.document, value);
    const [target] = targets;
    // Several targets: which one is meant depends on the way there, so each is held against its own.
    const shapes =
      target && targets.length === 1
        ? this.#expand(target, inside, isPart)
        : anything(pointer).map((shape) => withTargets(shape, reference, targets));
    if (Object.keys(value).length === 1) return shapes;
    return orNull(cross(shapes, this.#expandOwn(value, pointer, within)), schema);
  }

  /** A schema with a discriminator and without alternatives stands for those that extend it. */
  #expandWhole(
    schema: Located,
    value: JsonObject,
    within: ReadonlySet<string>,
    isPart: boolean,
  ): readonly Shape[] {
    const heirs = isPart ? [] : inheritorsOf(this.document, schema, this.#head);
    const visit = `heirs of ${schema.pointer}`;
    if (heirs.length === 0 || within.has(visit))
      return this.#expandOwn(value, schema.pointer, within);
    // The heirs of an heir are among them, and that they refer to the schema is no circle.
    const visits = heirs.flatMap(([heir]) => (heir ? [`heirs of ${heir.pointer}`] : []));
    const inside = new Set([...within, visit, ...visits]);
    inside.delete(schema.pointer);
    return heirs.flatMap((heir) => this.#expandBranch(heir, inside));
  }

  #expandBranch(branch: Conjunction, within: ReadonlySet<string>): readonly Shape[] {
    const [schema, mark] = branch;
    if (schema === undefined) return [];
    // Objects of which branches say no more than what they require may hold anything else.
    const shapes = this.#expand(schema, within).map((shape) => {
      return { ...shape, describesProperties: shape.properties.size > 0 };
    });
    if (mark === undefined) return shapes;
    const own = this.#expandOwn(objectAt(mark, 'value'), mark.pointer, within);
    // What is no object has no property to be told by.
    const [objects, others] = [true, false].map((isWanted) =>
      shapes.filter(({ type }) => (type === 'object') === isWanted),
    );
    const told = cross(objects ?? [], own).map((shape) => ({ ...shape, pointer: schema.pointer }));
    return [...told, ...(others ?? [])];
  }

  #expandOwn(schema: JsonObject, pointer: string, within: ReadonlySet<string>): readonly Shape[] {
    let shapes: readonly Shape[] = this.#ownShapes(schema, pointer);
    for (const member of membersOf({ value: schema, pointer }, 'allOf'))
      shapes = cross(shapes, this.#expand(member, within, this.#isInherited(member)));
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = alternativesOf(this.document, { value: schema, pointer }, keyword);
      if (branches.length === 0) continue;
      const expanded = branches.map((branch) => this.#expandBranch(branch, within));
      // A discriminator says which alternative is meant, even if a value fits others as well; and
      // who reads a response that fits several may take it for any of them.
      const isExclusive =
        keyword === 'oneOf' && this.direction === 'request' && propertyNameOf(schema) === undefined;
      const alternatives = isExclusive ? this.#exclusive(branches, expanded) : expanded;
      shapes = cross(shapes, alternatives.flat());
    }
    shapes = shapes.map(settleUnevaluated);
    return shapes.length > maxShapes ? [tooManyShapes(this.document, schema, pointer)] : shapes;
  }

  /** Whether a member of an `allOf` is what its schema inherits from. */
  #isInherited({ value, pointer }: Located): boolean {
    const reference = isObject(value) ? value['$ref'] : undefined;
    const { inheritors } = this.document;
    return typeof reference === 'string' && isInheritance(inheritors, reference, pointer);
  }

  /** Of a request's `oneOf`, a value that fits two alternatives is refused. */
  #exclusive(
    branches: readonly Conjunction[],
    expanded: readonly (readonly Shape[])[],
  ): (readonly Shape[])[] {
    const readers = [this, this] as const;
    return expanded.map((shapes, index) =>
      shapes.map((shape) => {
        const overlapping = branches.filter((_, other) => {
          const others = other === index ? [] : (expanded[other] ?? []);
          return others.some((rival) => !areShapesDisjoint(readers, shape, rival));
        });
        return { ...shape, excluded: [...shape.excluded, ...overlapping] };
      }),
    );
  }

  /** What the schema's own keywords say, one shape for each type. */
  #ownShapes(given: JsonObject, pointer: string): Shape[] {
    const schema = { ...given };
    modernizeBound(schema, 'minimum', 'exclusiveMinimum');
    modernizeBound(schema, 'maximum', 'exclusiveMaximum');
    settleContains(schema);
    settleDependents(schema);
    if (dialects.some((dialect) => dialect === schema['$schema'])) delete schema['$schema'];
    // 3.0's name for it.
    if (schema['format'] === 'byte')
      Object.assign(schema, { format: undefined, contentEncoding: 'base64' });
    const listed = Array.isArray(schema['enum']) ? listAt(schema, 'enum') : undefined;
    const constant = 'const' in schema ? canonical(schema['const']) : undefined;
    const isListed = listed !== undefined || constant !== undefined;
    const values = (listed ?? [schema['const']]).filter(
      (value) => constant === undefined || canonical(value) === constant,
    );
    const isWhole = Number.isInteger(schema['multipleOf']);
    return typesOf(schema, values, isListed).flatMap((named) => {
      const own = isListed ? values.filter((value) => isOfType(value, named)) : undefined;
      if (own?.length === 0) return [];
      const isInteger = named === 'number' && (isWhole || own?.every(Number.isInteger));
      const type = isInteger ? 'integer' : named;
      // The one value of its type: a list says nothing more.
      const areAll = type === 'null' || (type === 'boolean' && new Set(own).size === 2);
      const listing = own && !areAll ? new Set(own.map(canonical)) : undefined;
      return [{ ...this.#describe(schema, pointer, type), values: listing }];
    });
  }

  #describe(schema: JsonObject, pointer: string, type: TypeName): Shape {
    const limits = limitKeywords(type)
      .filter((keyword) => !isNoLimit(keyword, schema[keyword]))
      .map((keyword) => [keyword, [schema[keyword]]] as const);
    const unknown = Object.keys(schema).filter((key) => !understood.has(key) && !isExtension(key));
    const others = unknown.map((key) => [key, fingerprint(this.document, schema[key])] as const);
    return {
      ...bareShape(type, pointer),
      limits: new Map(limits),
      parts: new Map(partsOf(schema, pointer, type)),
      others: new Map(others),
      ...(type === 'object' && objectKeywords(schema, pointer)),
      ...(type === 'array' && {
        places: membersOf({ value: schema, pointer }, 'prefixItems').map((item) => [item]),
      }),
    };
  }
}

function orNull(shapes: readonly Shape[], { value, pointer }: Located): readonly Shape[] {
  const isNullable = isObject(value) && value['nullable'] === true;
  return isNullable ? [...shapes, bareShape('null', pointer)] : shapes;
}

/** If one alternative describes properties, none may have others in a request. */
function asOneWhole(shapes: readonly Shape[]): readonly Shape[] {
  if (!shapes.some(({ describesProperties }) => describesProperties)) return shapes;
  return shapes.map((shape) =>
    shape.type === 'object' ? { ...shape, describesProperties: true } : shape,
  );
}

function cross(a: readonly Shape[], b: readonly Shape[]): readonly Shape[] {
  return a.flatMap((x) => b.flatMap((y) => intersect(x, y) ?? []));
}

const anyType: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];
const typeNames: readonly unknown[] = [...anyType, 'integer'];

function anything(pointer: string): Shape[] {
  return anyType.map((type) => bareShape(type, pointer));
}

function typesOf(schema: JsonObject, values: readonly unknown[], isListed: boolean): TypeName[] {
  const named = [schema['type']].flat().filter(isTypeName);
  const isCovered = (type: TypeName): boolean => type !== 'integer' || !named.includes('number');
  if (named.length > 0) return [...new Set(named)].filter(isCovered);
  if (isListed) return [...new Set(values.map(typeOf))];
  // Documents often leave out the type of objects, and generated types do not ask for it.
  const keywords = ['properties', 'additionalProperties', 'patternProperties'];
  return keywords.some((keyword) => keyword in schema) ? ['object'] : [...anyType];
}

function isTypeName(type: unknown): type is TypeName {
  return typeNames.includes(type);
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return isTypeName(type) ? type : 'object';
}

function isOfType(value: unknown, type: TypeName): boolean {
  return typeOf(value) === type || (type === 'integer' && Number.isInteger(value));
}

const partKeywords: Readonly<Record<TypeName, readonly string[]>> = {
  null: [],
  boolean: [],
  integer: [],
  number: [],
  string: ['contentSchema'],
  object: ['additionalProperties', 'propertyNames', 'unevaluatedProperties'],
  array: ['items', 'contains', 'unevaluatedItems'],
};
const namedParts = ['patternProperties', 'dependentSchemas'];

/** What is compared by its meaning, or has none for callers; all others are compared as they stand. */
const understood = new Set([
  ...['type', 'enum', 'const', 'nullable', 'allOf', 'anyOf', 'oneOf', '$ref', '$dynamicRef'],
  ...['properties', 'required', 'prefixItems', 'not', 'if', 'then', 'else', 'discriminator'],
  ...['$defs', 'definitions', '$id', '$anchor', '$dynamicAnchor', '$comment'],
  ...documented,
  ...['default', 'readOnly', 'writeOnly', 'dependentRequired'],
  ...[...allLimits, ...Object.values(partKeywords).flat(), ...namedParts],
]);

function partsOf(schema: JsonObject, pointer: string, type: TypeName): [string, Conjunction][] {
  const conditional = 'if' in schema ? ['if', 'then', 'else'] : [];
  const keywords = [...partKeywords[type], 'not', ...conditional];
  const single = keywords.flatMap((keyword): [string, Conjunction][] => {
    const value = schema[keyword];
    const isVoid = keyword !== 'if' && keyword !== 'not' && keyword !== 'contains';
    const isName = keyword === 'propertyNames' && canonical(value) === '{"type":"string"}';
    if (value === undefined || isName || (isVoid && acceptsAnything(value))) return [];
    return [[keyword, [{ value, pointer: joinPointer(pointer, keyword) }]]];
  });
  const named = (type === 'object' ? namedParts : []).flatMap((keyword) =>
    Object.entries(objectAt(schema, keyword)).flatMap(([name, value]): [string, Conjunction][] => {
      if (keyword === 'dependentSchemas' && acceptsAnything(value)) return [];
      return [[`${keyword} ${name}`, [{ value, pointer: joinPointer(pointer, keyword, name) }]]];
    }),
  );
  return [...single, ...named];
}

/** Without `contains`, the numbers of its matches say nothing; and it may ask for none. */
function settleContains(schema: JsonObject): void {
  const asksForSome = 'contains' in schema && schema['minContains'] !== 0;
  if (asksForSome) schema['minContains'] ??= 1;
  if (asksForSome || ('contains' in schema && 'maxContains' in schema)) return;
  for (const keyword of ['contains', 'minContains', 'maxContains'])
    Reflect.deleteProperty(schema, keyword);
}

/** `dependentRequired` is short for `dependentSchemas` that require names. */
function settleDependents(schema: JsonObject): void {
  const dependents = { ...objectAt(schema, 'dependentSchemas') };
  const required = objectAt(schema, 'dependentRequired');
  for (const name of Object.keys(required)) {
    const names = stringsAt(required, name);
    if (names.length > 0) dependents[name] = { required: names, allOf: [dependents[name] ?? true] };
  }
  schema['dependentSchemas'] = dependents;
}

function acceptsAnything(value: unknown): boolean {
  return value === true || (isObject(value) && Object.keys(value).length === 0);
}

function objectKeywords(schema: JsonObject, pointer: string): Partial<Shape> {
  const place = joinPointer(pointer, 'properties');
  const properties = Object.entries(objectAt(schema, 'properties'));
  const isAllowed = (keyword: string): boolean => {
    return keyword in schema && acceptsAnything(schema[keyword]);
  };
  const required = stringsAt(schema, 'required');
  const dependent = objectAt(schema, 'dependentRequired');
  const asked = Object.keys(dependent).flatMap((name) => stringsAt(dependent, name));
  return {
    properties: new Map(
      properties.map(([name, value]) => [name, [{ value, pointer: joinPointer(place, name) }]]),
    ),
    required: new Set(required),
    named: new Set([...required, ...asked]),
    describesProperties: properties.length + required.length + asked.length > 0,
    isOpen: isAllowed('additionalProperties') || isAllowed('unevaluatedProperties'),
  };
}

const unevaluated = [
  ['unevaluatedProperties', 'additionalProperties'],
  ['unevaluatedItems', 'items'],
] as const;

/** In a whole, what no part has evaluated is what no part describes. */
function settleUnevaluated(shape: Shape): Shape {
  const parts = new Map(shape.parts);
  for (const [keyword, plain] of unevaluated) {
    const rest = parts.get(keyword);
    if (rest === undefined || parts.has(plain) || parts.has('contains')) continue;
    parts.delete(keyword);
    parts.set(plain, rest);
  }
  return { ...shape, parts };
}

function withTargets(shape: Shape, reference: string, targets: readonly Located[]): Shape {
  if (targets.length === 0) return { ...shape, others: new Map([['$ref', reference]]) };
  const parts = targets.map((target, index): [string, Conjunction] => {
    return [`${reference} (${index + 1})`, [target]];
  });
  return { ...shape, parts: new Map(parts) };
}

function tooManyShapes(document: OpenApiDocument, schema: JsonObject, pointer: string): Shape {
  const whole = new Map([['combination', fingerprint(document, schema)]]);
  return { ...bareShape('object', pointer), others: whole };
}
