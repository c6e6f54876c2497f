/**
 * Ajv's code with one call for each violation, which is a tenth of what Ajv writes for it. The path
 * of the schema, which nothing reads, is left out.
 */
export function shortenErrors(code: string): string {
  const shortened = code.replaceAll(ERROR, (_found, _name: string, error: string) => {
    const kept = error.replace(SCHEMA_PATH, (_path, before: string) => before);
    return `vErrors = ${shortCall(kept) ?? `report(vErrors, {${kept}})`};errors++;`;
  });
  return HELPERS + shortened;
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
`;
