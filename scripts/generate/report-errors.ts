import { _, Name, str, stringify, type Code } from 'ajv';
import { strConcat } from 'ajv/dist/compile/codegen/code.js';
import ajvErrors, { type ErrorPaths } from 'ajv/dist/compile/errors.js';
import { getErrorPath, Type } from 'ajv/dist/compile/util.js';
import type { KeywordErrorCxt, KeywordErrorDefinition } from 'ajv/dist/types/index.js';

/** Functions that the checks call for each violation; the most frequent kinds have their own. */
export const HELPERS = `function report(vErrors, error) {
  if (vErrors === null) return [error];
  vErrors.push(error);
  return vErrors;
}
function reportMissing(vErrors, instancePath, missingProperty) {
  return report(vErrors, { instancePath, keyword: "required", params: { missingProperty }, message: "must have required property '" + missingProperty + "'" });
}
function reportType(vErrors, instancePath, type) {
  return report(vErrors, { instancePath, keyword: "type", params: { type }, message: "must be " + type });
}
function reportEnum(vErrors, instancePath, allowedValues) {
  return report(vErrors, { instancePath, keyword: "enum", params: { allowedValues }, message: "must be equal to one of the allowed values" });
}
`;

const { keywordError, reportError } = ajvErrors;
const vErrors = new Name('vErrors');
const errors = new Name('errors');
const path = new Name('instancePath');

/**
 * Makes Ajv write one call of a helper for each violation in standalone code: a tenth of what it
 * writes otherwise, without schema paths. Ajv has no option for it.
 */
export function shortenErrors(): void {
  const report = (
    context: KeywordErrorCxt,
    error: KeywordErrorDefinition = keywordError,
    paths: ErrorPaths = {},
    overrideAllErrors?: boolean,
  ): void => {
    const { gen, createErrors, opts } = context.it;
    if (opts.code.source !== true || createErrors === false || overrideAllErrors === false) {
      reportError(context, error, paths, overrideAllErrors);
      return;
    }
    gen.assign(vErrors, callFor(context, error, paths));
    gen.code(_`${errors}++`);
  };
  Object.assign(ajvErrors, { reportError: report, reportExtraError: report });
}

/** The call by which a check reports a violation. */
function callFor(
  context: KeywordErrorCxt,
  { message, params }: KeywordErrorDefinition,
  { instancePath }: ErrorPaths,
): Code {
  const { gen, keyword, it } = context;
  const inner = instancePath && str`${it.errorPath}${getErrorPath(instancePath, Type.Str)}`;
  const place = strConcat(path, inner ?? it.errorPath);
  const short = it.propertyName === undefined ? shortCall(context, place) : undefined;
  if (short !== undefined) return short;
  const error = gen.object(
    [path, place],
    [new Name('keyword'), keyword],
    [new Name('params'), typeof params === 'function' ? params(context) : (params ?? _`{}`)],
    [new Name('message'), typeof message === 'function' ? message(context) : message],
    ...(it.propertyName === undefined
      ? []
      : [[new Name('propertyName'), it.propertyName] satisfies [Name, Name]]),
  );
  return _`report(${vErrors}, ${error})`;
}

/** The keywords that most violations are of have messages that follow from their parameter. */
function shortCall({ keyword, schema, params }: KeywordErrorCxt, place: Code): Code | undefined {
  if (keyword === 'required')
    return _`reportMissing(${vErrors}, ${place}, ${params['missingProperty']})`;
  if (keyword === 'type') return _`reportType(${vErrors}, ${place}, ${stringify(schema)})`;
  if (keyword === 'enum') return _`reportEnum(${vErrors}, ${place}, ${stringify(schema)})`;
  return undefined;
}
