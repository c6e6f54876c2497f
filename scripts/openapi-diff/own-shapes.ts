import { listAt, objectAt, isObject, stringsAt, type JsonObject } from '../openapi/json.js';
import { modernizeBound } from '../openapi/legacy-keywords.js';
import type { SpecNode } from './document.js';
import { canonical, documented, fingerprint, isExtension } from './fingerprint.js';
import { isNoLimit } from './limits.js';
import { bareShape, everyType } from './shape.js';
import type { Conjunction, Shape, ShapeReader, TypeName } from './shape.js';

/** A schema that names one of these says nothing more. */
const dialects: readonly unknown[] = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://spec.openapis.org/oas/3.1/dialect/base',
];

const typeNames: readonly unknown[] = [...everyType, 'integer'];

/** What a schema's own keywords say, one shape for each type. */
export function ownShapes(reader: ShapeReader, node: SpecNode): Shape[] {
  const schema = modernize(node.object);
  const values = valuesOf(schema);
  const isWhole = Number.isInteger(schema['multipleOf']);
  return typesOf(schema, values).flatMap((named) => {
    const own = values?.filter((value) => isOfType(value, named));
    if (own?.length === 0) return [];
    const isInteger = named === 'number' && (isWhole || own?.every(Number.isInteger));
    const type = isInteger ? 'integer' : named;
    // The one value of its type: a list says nothing more.
    const areAll = type === 'null' || (type === 'boolean' && new Set(own).size === 2);
    const listing = own && !areAll ? new Set(own.map(canonical)) : undefined;
    return [{ ...describe(bareShape(reader, type, node), node.with(schema)), values: listing }];
  });
}

/** The keywords of a schema as JSON Schema 2020-12 spells them, without those that say nothing. */
function modernize(given: JsonObject): JsonObject {
  const schema = { ...given };
  modernizeBound(schema, 'minimum', 'exclusiveMinimum');
  modernizeBound(schema, 'maximum', 'exclusiveMaximum');
  settleContains(schema);
  settleDependents(schema);
  if (dialects.includes(schema['$schema'])) delete schema['$schema'];
  // 3.0's names for them.
  if (schema['format'] === 'byte')
    Object.assign(schema, { format: undefined, contentEncoding: 'base64' });
  if (schema['format'] === 'binary')
    Object.assign(schema, {
      contentMediaType: 'application/octet-stream',
      ...schema,
      format: undefined,
    });
  return schema;
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

/** The values that `enum` and `const` leave; undefined if there is no such list. */
function valuesOf(schema: JsonObject): unknown[] | undefined {
  const listed = Array.isArray(schema['enum']) ? listAt(schema, 'enum') : undefined;
  if (!('const' in schema)) return listed;
  const constant = canonical(schema['const']);
  return (listed ?? [schema['const']]).filter((value) => canonical(value) === constant);
}

function typesOf(schema: JsonObject, values: readonly unknown[] | undefined): TypeName[] {
  const named = [schema['type']].flat().filter(isTypeName);
  const isCovered = (type: TypeName): boolean => type !== 'integer' || !named.includes('number');
  if (named.length > 0) return [...new Set(named)].filter(isCovered);
  if (values) return [...new Set(values.map(typeOf))];
  // Documents often leave out the type of objects, and generated types do not ask for it.
  const keywords = ['properties', 'additionalProperties', 'patternProperties'];
  return keywords.some((keyword) => keyword in schema) ? ['object'] : [...everyType];
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

function describe(shape: Shape, schema: SpecNode): Shape {
  const { type } = shape;
  const { document, object: keywords } = schema;
  const limits = (limitKeywords[type] ?? []).map(
    (keyword) => [keyword, keywords[keyword]] as const,
  );
  const unknown = Object.keys(keywords).filter((key) => !understood.has(key) && !isExtension(key));
  const others = unknown.map((key) => [key, fingerprint(document, keywords[key])] as const);
  return {
    ...shape,
    limits: limits.filter((limit) => !isNoLimit(limit)),
    parts: new Map(partsOf(schema, type)),
    others: new Map(others),
    ...(type === 'object' && objectKeywords(schema)),
  };
}

type Keywords = Readonly<Partial<Record<TypeName, readonly string[]>>>;
const numeric = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
];
const limitKeywords: Keywords = {
  integer: numeric,
  number: numeric,
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  array: ['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
  object: ['minProperties', 'maxProperties'],
};
const partKeywords: Keywords = {
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
  ...[...Object.values(limitKeywords).flat(), ...Object.values(partKeywords).flat()],
  ...namedParts,
]);

function partsOf(schema: SpecNode, type: TypeName): [string, Conjunction][] {
  const conditional = 'if' in schema.object ? ['if', 'then', 'else'] : [];
  const keywords = [...(partKeywords[type] ?? []), 'not', ...conditional];
  const single = keywords.flatMap((keyword): [string, Conjunction][] => {
    const part = schema.childrenAt(keyword);
    const isVoid = !['if', 'not', 'contains'].includes(keyword) && part.every(acceptsAnything);
    const isName = keyword === 'propertyNames' && canonical(part[0]?.value) === '{"type":"string"}';
    return part.length === 0 || isName || isVoid ? [] : [[keyword, part]];
  });
  const named = (type === 'object' ? namedParts : []).flatMap((keyword) =>
    schema.namedAt(keyword).flatMap(([name, part]): [string, Conjunction][] => {
      if (keyword === 'dependentSchemas' && acceptsAnything(part)) return [];
      return [[`${keyword} ${name}`, [part]]];
    }),
  );
  const places = schema.itemsAt('prefixItems').map((item, index): [string, Conjunction] => {
    return [`prefixItems ${index}`, [item]];
  });
  return [...single, ...named, ...(type === 'array' ? places : [])];
}

function acceptsAnything({ value }: SpecNode): boolean {
  return value === true || (isObject(value) && Object.keys(value).length === 0);
}

function objectKeywords(schema: SpecNode): Partial<Shape> {
  const properties = schema.namedAt('properties');
  const isAllowed = (keyword: string): boolean => schema.childrenAt(keyword).some(acceptsAnything);
  const required = stringsAt(schema.object, 'required');
  const dependent = objectAt(schema.object, 'dependentRequired');
  const asked = Object.keys(dependent).flatMap((name) => stringsAt(dependent, name));
  return {
    properties: new Map(properties.map(([name, property]) => [name, [property]])),
    required: new Set(required),
    named: new Set([...required, ...asked]),
    describesProperties: properties.length + required.length + asked.length > 0,
    isOpen: isAllowed('additionalProperties') || isAllowed('unevaluatedProperties'),
  };
}
