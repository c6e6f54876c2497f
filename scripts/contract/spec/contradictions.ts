import { isObject, listAt, resolve, stringsAt, type JsonObject } from '../../openapi/json.js';
import { modernizeBound } from '../../openapi/legacy-keywords.js';
import type { Finding } from '../check.js';
import type { Place } from './lint.js';
import { describes } from './required.js';

/** Schemas that no value, or no value of a kind they name, can satisfy. */
export function contradictions(document: JsonObject, schemas: readonly Place[]): Finding[] {
  return schemas.flatMap(({ pointer, value }) =>
    [...crossedBounds(value), ...forbiddenRequired(value), ...disjointTypes(document, value)].map(
      ([keyword, message]): Finding => ({
        level: 'error',
        message: `The schema contradicts itself: ${message}.`,
        pointer: `${pointer}/${keyword}`,
      }),
    ),
  );
}

/** The keyword at fault, and what is wrong with it. */
type Fault = readonly [keyword: string, message: string];

const PAIRS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minContains', 'maxContains'],
  ['minimum', 'maximum'],
  ['exclusiveMinimum', 'maximum'],
  ['minimum', 'exclusiveMaximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
] as const;

function crossedBounds(written: JsonObject): Fault[] {
  const schema = { ...written };
  modernizeBound(schema, 'minimum', 'exclusiveMinimum');
  modernizeBound(schema, 'maximum', 'exclusiveMaximum');
  return PAIRS.filter(([low, high]) => {
    const room = numberAt(schema, high) - numberAt(schema, low);
    return room < 0 || (room === 0 && `${low} ${high}`.includes('exclusive'));
  }).map(([low, high]) => [low, `${low} and ${high} leave no value`]);
}

/** NaN if there is none; all comparisons with it are false. */
function numberAt(schema: JsonObject, keyword: string): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : NaN;
}

function forbiddenRequired(schema: JsonObject): Fault[] {
  if (schema['additionalProperties'] !== false) return [];
  return stringsAt(schema, 'required').flatMap((name, index): Fault[] => {
    if (describes(schema, name)) return [];
    return [[`required/${index}`, `it requires ${name}, and additionalProperties forbids it`]];
  });
}

function disjointTypes(document: JsonObject, schema: JsonObject): Fault[] {
  const parts = [schema, ...listAt(schema, 'allOf')].map((part) => typesOf(document, part));
  const [first = [], ...others] = parts.filter((types) => types.length > 0);
  const common = others.reduce((left, right) => left.filter((type) => right.includes(type)), first);
  return first.length > 0 && common.length === 0 ? [['allOf', 'its parts share no type']] : [];
}

/** An integer is a number, so a schema for numbers allows both. Empty where any type will do. */
function typesOf(document: JsonObject, schema: unknown): string[] {
  const { value } = resolve(document, schema);
  if (!isObject(value)) return [];
  const types = [value['type']].flat().filter((type) => typeof type === 'string');
  const nullable = value['nullable'] === true && types.length > 0 ? ['null'] : [];
  return [...types, ...nullable, ...(types.includes('number') ? ['integer'] : [])];
}
