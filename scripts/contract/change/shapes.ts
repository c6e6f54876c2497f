import { isObject, listAt, resolve, stringsAt, type JsonObject } from '../../openapi/json.js';
import { modernizeBound } from '../../openapi/legacy-keywords.js';
import { join, type Located, type OpenApiDocument } from './document.js';
import { canonical } from './canonical.js';
import { intersect, limitKeywords, type Conjunction, type Shape, type TypeName } from './shape.js';
import { simplify } from './simplify.js';

/** The alternatives of what all the schemas accept together. */
export function shapesOf(document: OpenApiDocument, schemas: Conjunction): Shape[] {
  return simplify(expandAll(document, schemas, new Set()));
}

function expandAll(
  document: OpenApiDocument,
  schemas: Conjunction,
  within: ReadonlySet<string>,
): Shape[] {
  return schemas
    .map((schema) => expand(document, schema, within))
    .reduce(
      (all, next) => all.flatMap((a) => next.flatMap((b) => intersect(a, b) ?? [])),
      [anything(schemas[0]?.pointer ?? '#')],
    );
}

/** @param within the references that are being followed: a schema that is only itself is anything */
function expand(
  document: OpenApiDocument,
  { value, pointer }: Located,
  within: ReadonlySet<string>,
): Shape[] {
  if (value === false) return [];
  if (!isObject(value)) return [anything(pointer)];
  const reference = value['$ref'];
  if (typeof reference !== 'string') return expandOwn(document, value, pointer, within);
  if (within.has(reference)) return [anything(pointer)];
  const target = { value: resolve(document.root, { $ref: reference }).value, pointer: reference };
  const shapes = expand(document, target, new Set([...within, reference]));
  // 3.0 ignores what stands beside a reference.
  if (document.dialect === '3.0' || Object.keys(value).length === 1) return shapes;
  return cross(shapes, expandOwn(document, value, pointer, within));
}

function expandOwn(
  document: OpenApiDocument,
  schema: JsonObject,
  pointer: string,
  within: ReadonlySet<string>,
): Shape[] {
  const members = (keyword: string): Located[] =>
    listAt(schema, keyword).map((value, index) => ({
      value,
      pointer: join(join(pointer, keyword), `${index}`),
    }));
  let shapes = ownShapes(schema, pointer);
  for (const member of members('allOf')) shapes = cross(shapes, expand(document, member, within));
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = members(keyword);
    if (branches.length === 0) continue;
    const alternatives = branches.flatMap((branch) => expand(document, branch, within));
    shapes = cross(shapes, alternatives);
  }
  return schema['nullable'] === true ? [...shapes, bare('null', pointer)] : shapes;
}

function cross(a: readonly Shape[], b: readonly Shape[]): Shape[] {
  return a.flatMap((x) => b.flatMap((y) => intersect(x, y) ?? []));
}

/** What the schema's own keywords say, one shape for each type. */
function ownShapes(given: JsonObject, pointer: string): Shape[] {
  const schema = { ...given };
  modernizeBound(schema, 'minimum', 'exclusiveMinimum');
  modernizeBound(schema, 'maximum', 'exclusiveMaximum');
  const values = 'const' in schema ? [schema['const']] : listAt(schema, 'enum');
  const listed = 'const' in schema || Array.isArray(schema['enum']);
  return typesOf(schema, values).flatMap((type) => {
    const own = listed ? values.filter((value) => isOfType(value, type)) : undefined;
    if (own?.length === 0) return [];
    // The one value of its type: a list says nothing more.
    if (type === 'null') return [bare(type, pointer)];
    const all = type === 'boolean' && own?.includes(true) && own.includes(false);
    const listing = own && !all ? new Set(own.map(canonical)) : undefined;
    return [{ ...describe(schema, pointer, type), values: listing }];
  });
}

function typesOf(schema: JsonObject, values: readonly unknown[]): TypeName[] {
  const named = [schema['type']].flat().filter(isTypeName);
  if (named.length > 0) return [...new Set(named)];
  if (values.length > 0) return [...new Set(values.map(typeOf))];
  // Documents often leave the type out where the keywords tell it.
  const has = (...keywords: string[]): boolean => keywords.some((keyword) => keyword in schema);
  if (has('properties', 'required', 'additionalProperties', 'patternProperties')) return ['object'];
  return has('items', 'prefixItems') ? ['array'] : ['any'];
}

const typeNames: readonly unknown[] = [
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
];

function isTypeName(type: unknown): type is TypeName {
  return typeNames.includes(type);
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return isTypeName(type) ? type : 'any';
}

function isOfType(value: unknown, type: TypeName): boolean {
  if (type === 'any' || typeOf(value) === type) return true;
  return type === 'integer' && Number.isInteger(value);
}

const partKeywords: Record<string, readonly string[]> = {
  object: ['additionalProperties', 'propertyNames', 'unevaluatedProperties'],
  array: ['items', 'contains', 'unevaluatedItems'],
};

/** Compared as they stand: rarely written, and no two changes to them are alike. */
const otherKeywords: Record<string, readonly string[]> = {
  object: ['dependentRequired', 'dependentSchemas'],
};
const logic = ['not', 'if', 'then', 'else'];

function describe(schema: JsonObject, pointer: string, type: TypeName): Shape {
  const limits = limitKeywords(type).flatMap((keyword) => {
    const value = schema[keyword];
    const bounds = value !== undefined && value !== false && !isNoBound(keyword, value);
    return bounds ? [[keyword, [value]] as const] : [];
  });
  const parts = (partKeywords[type] ?? []).flatMap((keyword) => {
    if (!(keyword in schema) || schema[keyword] === true || isEmpty(schema[keyword])) return [];
    const value = schema[keyword];
    return [[keyword, [{ value, pointer: join(pointer, keyword) }]] as const];
  });
  const others = [...(otherKeywords[type] ?? []), ...logic].flatMap((keyword) =>
    keyword in schema ? [[keyword, canonical(schema[keyword])] as const] : [],
  );
  return {
    ...bare(type, pointer),
    limits: new Map(limits),
    parts: new Map([...parts, ...(type === 'object' ? patternsOf(schema, pointer) : [])]),
    others: new Map(others),
    ...(type === 'object' && objectPart(schema, pointer)),
    ...(type === 'array' && { places: placesOf(schema, pointer) }),
  };
}

/** `minLength: 0` and the like ask for nothing. */
function isNoBound(keyword: string, value: unknown): boolean {
  return value === 0 && /^min(Length|Items|Properties)$/.test(keyword);
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function objectPart(schema: JsonObject, pointer: string): Pick<Shape, 'properties' | 'required'> {
  const place = join(pointer, 'properties');
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  return {
    properties: new Map(
      properties.map(([name, value]) => [name, [{ value, pointer: join(place, name) }]]),
    ),
    required: new Set(stringsAt(schema, 'required')),
  };
}

function patternsOf(schema: JsonObject, pointer: string): [string, Conjunction][] {
  const patterns = schema['patternProperties'];
  if (!isObject(patterns)) return [];
  const place = join(pointer, 'patternProperties');
  return Object.entries(patterns).map(([pattern, value]) => [
    `patternProperties ${pattern}`,
    [{ value, pointer: join(place, pattern) }],
  ]);
}

function placesOf(schema: JsonObject, pointer: string): Conjunction[] {
  const place = join(pointer, 'prefixItems');
  return listAt(schema, 'prefixItems').map((value, index) => [
    { value, pointer: join(place, `${index}`) },
  ]);
}

function anything(pointer: string): Shape {
  return bare('any', pointer);
}

function bare(type: TypeName, pointer: string): Shape {
  return {
    type,
    pointer,
    values: undefined,
    limits: new Map(),
    properties: new Map(),
    required: new Set(),
    parts: new Map(),
    places: [],
    others: new Map(),
  };
}
