import { isObject, joinPointer, listAt, objectAt } from '../../openapi/json.js';
import { successOf, type Operation } from '../../openapi/operations.js';
import type { Severity } from '../check.js';
import type { SchemaRef } from '../schemas.js';
import { documentedJson } from './documented-json.js';
import type { Place, Places } from './lint.js';

/** A value that the document itself holds against one of its schemas. */
export interface DocumentedValue {
  readonly what: string;
  readonly value: unknown;
  /** Where the value stands. */
  readonly pointer: string;
  /** It fits if it fits one of them. */
  readonly schemas: readonly SchemaRef[];
  /** Severity if it does not. */
  readonly level: Severity;
}

/** Every enumerated value, default and example of the document. */
export function documentedValues(places: Places, operations: Operation[]): DocumentedValue[] {
  return [
    ...places.schemas.flatMap(inSchema),
    ...places.holders.flatMap(inHolder),
    ...places.operations.flatMap((place) => inOperation(place, operations)),
  ];
}

function inSchema({ pointer, value: schema }: Place): DocumentedValue[] {
  // A schema that a request and an answer share may leave out what only the other one has.
  const schemas = [ref(pointer, 'response'), ref(pointer, 'request')];
  const entry = (what: string, level: Severity, value: unknown, ...path: string[]) => {
    return { what, value, pointer: joinPointer(pointer, ...path), schemas, level };
  };
  const single = (['const', 'default', 'example'] as const)
    .filter((keyword) => keyword in schema)
    .map((keyword) => entry(keyword, levelOf(keyword), schema[keyword], keyword));
  const listed = (['enum', 'examples'] as const).flatMap((keyword) =>
    listAt(schema, keyword).map((value, index) =>
      entry(NAMES[keyword], levelOf(keyword), value, keyword, `${index}`),
    ),
  );
  const meta = documentedJson(schema['x-oaiMeta']).map(({ path, value }) =>
    entry('example', 'warning', value, 'x-oaiMeta', ...path),
  );
  return [...single, ...listed, ...meta];
}

const NAMES = { enum: 'enumerated value', examples: 'example' } as const;

/** What a schema may be and cannot is a contradiction; a stale example only misleads. */
function levelOf(keyword: string): Severity {
  return keyword === 'enum' || keyword === 'const' ? 'error' : 'warning';
}

function inHolder({ pointer, value: holder }: Place): DocumentedValue[] {
  if (!('schema' in holder)) return [];
  const isRequest = /\/(requestBody|requestBodies|parameters)\//.test(`${pointer}/`);
  const schemas = [ref(`${pointer}/schema`, isRequest ? 'request' : 'response')];
  const entry = (value: unknown, ...path: string[]): DocumentedValue => {
    return {
      what: 'example',
      value,
      pointer: joinPointer(pointer, ...path),
      schemas,
      level: 'warning',
    };
  };
  const named = Object.entries(objectAt(holder, 'examples')).flatMap(([name, example]) => {
    if (!isObject(example) || !('value' in example)) return [];
    return [entry(example['value'], 'examples', name, 'value')];
  });
  return 'example' in holder ? [entry(holder['example'], 'example'), ...named] : named;
}

function inOperation({ pointer, value }: Place, operations: Operation[]): DocumentedValue[] {
  const operation = operations.find((one) => one.pointer === pointer);
  if (operation === undefined) return [];
  const answer = operation.responses.get(String(successOf(operation)));
  return documentedJson(value['x-oaiMeta']).flatMap(({ path, value: json, isRequest }) => {
    const body = isRequest ? operation.request : answer;
    if (body === undefined) return [];
    const schemas = [ref(body.pointer, isRequest ? 'request' : 'response')];
    const place = joinPointer(pointer, 'x-oaiMeta', ...path);
    const what = `example ${isRequest ? 'request' : 'answer'}`;
    return [{ what, value: json, pointer: place, schemas, level: 'warning' as const }];
  });
}

function ref(pointer: string, direction: 'request' | 'response'): SchemaRef {
  return { pointer, direction, variant: 'open' };
}
