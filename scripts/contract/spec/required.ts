import { isObject, objectAt, stringsAt, valueAt, type JsonObject } from '../../openapi/json.js';
import { IN_PLACE } from '../../openapi/keywords.js';
import { refOf } from '../../openapi/parts.js';
import { toRegExp } from '../../openapi/regular-expression.js';
import { subschemasOf } from '../../openapi/subschemas.js';
import type { Finding } from '../check.js';
import type { Place } from './lint.js';

/** Names in `required` without a described property, which are probably typos. */
export function undescribedRequired(document: JsonObject, schemas: readonly Place[]): Finding[] {
  return schemas.flatMap(({ pointer, value }) => {
    const owners = wholesOf(pointer).map((place) => valueAt(document, place));
    const known = [...describing(document, [value, ...owners])];
    return stringsAt(value, 'required').flatMap((name, index): Finding[] => {
      if (known.some((schema) => describes(schema, name))) return [];
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

/** The schemas that describe a value which some schemas describe: all of these, or only maybe. */
function describing(document: JsonObject, schemas: readonly unknown[]): Set<JsonObject> {
  const found = new Set(schemas.filter(isObject));
  // A set is iterated over what is added meanwhile, too.
  for (const schema of found) {
    const inner = subschemasOf(schema).filter(
      ({ keyword }) => IN_PLACE.has(keyword) && keyword !== 'not',
    );
    const target = valueAt(document, refOf(schema) ?? '');
    for (const part of [...inner.map((child) => child.schema), target])
      if (isObject(part)) found.add(part);
  }
  return found;
}

/** Whether a schema's own keywords say something of a property. */
export function describes(schema: JsonObject, name: string): boolean {
  const patterns = Object.keys(objectAt(schema, 'patternProperties'));
  return (
    Object.hasOwn(objectAt(schema, 'properties'), name) ||
    // An invalid pattern is reported elsewhere.
    patterns.some((pattern) => toRegExp(pattern)?.test(name) === true)
  );
}
