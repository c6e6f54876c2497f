import { isObject } from '../openapi/json.js';

/**
 * Ajv's code with one call for each violation, which is a tenth of what Ajv writes for it, and
 * without unused parts: schema paths, and statically evaluated properties.
 */
export function shortenErrors(code: string): string {
  const schemas = schemasIn(code);
  const shortened = code.replaceAll(ERROR, (_found, _name: string, error: string) => {
    const kept = error.replace(SCHEMA_PATH, (_path, before: string) => before);
    const call = shortCall(kept) ?? enumCall(kept, schemas) ?? `report(vErrors, {${kept}})`;
    return `vErrors = ${call};errors++;`;
  });
  return HELPERS + withoutKnownEvaluated(shortened);
}

const ERROR =
  /const (err\d+) = \{(instancePath.*?)\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/gs;

const SCHEMA_PATH = /^(instancePath(?::.*?)?),schemaPath:"(?:[^"\\]|\\.)*"(?=,keyword:)/s;

const PARTS =
  /^instancePath(?::(.*?))?,keyword:"(required|type)",params:\{\w+: ("(?:[^"\\]|\\.)*")\},message:(.*)$/s;

/** The two keywords that most violations are of have messages that follow from their parameter. */
function shortCall(error: string): string | undefined {
  const [, path = 'instancePath', keyword, parameter = '', message] = PARTS.exec(error) ?? [];
  if (keyword === 'required' && message === `"must have required property '"+${parameter}+"'"`) {
    return `reportMissing(vErrors, ${path}, ${parameter})`;
  }
  if (keyword === 'type' && message === `"must be ${parameter.slice(1, -1)}"`) {
    return `reportType(vErrors, ${path}, ${parameter})`;
  }
  return undefined;
}

const ENUM =
  /^instancePath(?::(.*?))?,keyword:"enum",params:\{allowedValues: (schema\d+)((?:\.\w+)+)\},message:"must be equal to one of the allowed values"$/s;

/** The values themselves in place of their schema, which is then not needed. */
function enumCall(error: string, schemas: ReadonlyMap<string, unknown>): string | undefined {
  const [, path = 'instancePath', schema = '', steps = ''] = ENUM.exec(error) ?? [];
  let values = schemas.get(schema);
  for (const step of steps.split('.').slice(1))
    values = isObject(values) ? values[step] : undefined;
  return values === undefined
    ? undefined
    : `reportEnum(vErrors, ${path}, ${JSON.stringify(values)})`;
}

/** The schemas that Ajv's code holds, by name. */
function schemasIn(code: string): Map<string, unknown> {
  const found = code.matchAll(/const (schema\d+) = (\{.*?\});(?=const |function |export |$)/gs);
  return new Map(Array.from(found, ([, name = '', text = '']) => [name, parse(text)]));
}

/** Undefined where the text is no JSON: a text inside of it looks like its end. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a function has evaluated matters to its callers, and to itself only where it varies. */
function withoutKnownEvaluated(code: string): string {
  const known = new Set(Array.from(code.matchAll(KNOWN_EVALUATED), ([, name]) => name));
  const withoutResets = code.replaceAll(RESET, (found, _local, name: string) =>
    known.has(name) ? '' : found,
  );
  // A recursive schema is called by a wrapper, which asks for what it has evaluated.
  const wrapped = new Set(Array.from(code.matchAll(WRAPPED), ([, name]) => name));
  const uses = new Map<string, number>();
  for (const [name] of withoutResets.matchAll(/validate\d+\.evaluated/g))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return withoutResets.replaceAll(KNOWN_EVALUATED, (found, name: string) =>
    uses.get(`${name}.evaluated`) === 1 && !wrapped.has(name) ? '' : found,
  );
}

const WRAPPED = /const wrapper\d+ = \{validate: ?(validate\d+)\};/g;

const KNOWN_EVALUATED =
  /(validate\d+)\.evaluated = \{[^{}]*(?:\{[^{}]*\}[^{}]*)*"dynamicProps":false,"dynamicItems":false\};/g;

const RESET =
  /const (evaluated\d+) = (validate\d+)\.evaluated;if\(\1\.dynamicProps\)\{\1\.props = undefined;\}if\(\1\.dynamicItems\)\{\1\.items = undefined;\}/g;

const HELPERS = `function report(vErrors, error) {
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
