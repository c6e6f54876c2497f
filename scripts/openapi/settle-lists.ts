import { isObject, joinPointer, mapValues, objectAt, stringsAt, type JsonObject } from './json.js';
import { toRegExp } from './regular-expression.js';
import type { SpecSource } from './source.js';

/**
 * Takes names that a direction lacks, or that are listed twice, out of what a schema requires, in
 * place. An `enum` without values is a warning, and a pattern that is none an error.
 *
 * @param excused the names that the direction lacks
 */
export function settleLists(
  source: SpecSource,
  { schema, pointer }: { readonly schema: JsonObject; readonly pointer: string },
  excused: readonly string[],
): void {
  const withoutExcused = (names: readonly string[]) =>
    names.filter((name) => !excused.includes(name));
  if (Array.isArray(schema['required'])) {
    const names = stringsAt(schema, 'required');
    const required = [...new Set(names)];
    if (required.length < names.length)
      source.warn(joinPointer(pointer, 'required'), 'a name is listed more than once');
    schema['required'] = withoutExcused(required);
    if (stringsAt(schema, 'required').length === 0) delete schema['required'];
  }
  const dependents = schema['dependentRequired'];
  if (isObject(dependents)) {
    schema['dependentRequired'] = mapValues(dependents, (_, name) =>
      withoutExcused(stringsAt(dependents, name)),
    );
  }
  if (Array.isArray(schema['enum']) && schema['enum'].length === 0)
    source.warn(joinPointer(pointer, 'enum'), 'an empty enum allows no value');
  requirePattern(source, schema['pattern'], joinPointer(pointer, 'pattern'));
  for (const pattern of Object.keys(objectAt(schema, 'patternProperties')))
    requirePattern(source, pattern, joinPointer(pointer, 'patternProperties', pattern));
}

function requirePattern(source: SpecSource, pattern: unknown, pointer: string): void {
  if (typeof pattern !== 'string' || toRegExp(pattern) !== undefined) return;
  throw source.error(pointer, `not a regular expression: ${pattern}`);
}
