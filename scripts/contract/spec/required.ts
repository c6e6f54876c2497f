import {
  isObject,
  listAt,
  objectAt,
  resolve,
  stringsAt,
  valueAt,
  type JsonObject,
} from '../../openapi/json.js';
import { toRegExp } from '../../openapi/regular-expression.js';
import type { Finding } from '../check.js';
import type { Place } from './lint.js';

/** Names in `required` without a described property, which are probably typos. */
export function undescribedRequired(document: JsonObject, schemas: readonly Place[]): Finding[] {
  return schemas.flatMap(({ pointer, value }) => {
    const owners = wholesOf(pointer).map((place) => valueAt(document, place));
    const known = describedBy(document, { allOf: [value, ...owners] });
    return stringsAt(value, 'required').flatMap((name, index): Finding[] => {
      if (known.some((describes) => describes(name))) return [];
      const message = `Requires the property ${name}, which the schema does not describe.`;
      return [{ level: 'warning', message, pointer: `${pointer}/required/${index}` }];
    });
  });
}

const part = /^(.+)\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|dependentSchemas\/[^/]+)$/;

/** Where the schemas stand that this one is only a part of: they describe the same value. */
function wholesOf(pointer: string): string[] {
  const [, whole] = part.exec(pointer) ?? [];
  return whole === undefined ? [] : [whole, ...wholesOf(whole)];
}

type Describes = (name: string) => boolean;

/** Everything that describes properties of a value, whichever part of the schema does. */
function describedBy(
  document: JsonObject,
  schema: unknown,
  seen = new Set<unknown>(),
): Describes[] {
  const { value } = resolve(document, schema);
  if (!isObject(value) || seen.has(value)) return [];
  seen.add(value);
  // In 3.1 a `$ref` may have siblings, which describe the value as well.
  const beside = isObject(schema) && schema !== value ? [{ ...schema, $ref: undefined }] : [];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listAt(value, keyword));
  const conditional = [value['then'], value['else'], value['if']];
  const dependent = Object.values(objectAt(value, 'dependentSchemas'));
  return [
    (name) => Object.hasOwn(objectAt(value, 'properties'), name),
    (name) => matchesPattern(value, name),
    ...[...beside, ...parts, ...conditional, ...dependent].flatMap((child) =>
      describedBy(document, child, seen),
    ),
  ];
}

/** True if one of the `patternProperties` matches this name; an invalid one is reported elsewhere. */
export function matchesPattern(schema: JsonObject, name: string): boolean {
  const patterns = Object.keys(objectAt(schema, 'patternProperties'));
  return patterns.some((pattern) => toRegExp(pattern)?.test(name) === true);
}
