import { isObject, type JsonObject } from '../../openapi/json.js';
import { problemsIn } from '../../openapi/lint.js';
import type { Spec } from '../../openapi/spec.js';
import type { Finding } from '../check.js';
import { rules } from './rules.js';

/** Something of the document, and where it stands. */
export interface Place {
  readonly pointer: string;
  readonly value: JsonObject;
}

/**
 * The objects that the linter visited, by kind. A shared component is listed once, at its own
 * place.
 */
export interface Places {
  readonly operations: readonly Place[];
  readonly schemas: readonly Place[];
  /** Whatever has a `schema` beside an `example`: media types, parameters, headers. */
  readonly holders: readonly Place[];
}

interface Visit {
  readonly location: { readonly pointer: string };
}

/** Lints a document as it stands; nothing outside of it is fetched. */
export async function lint(spec: Spec): Promise<{ findings: Finding[]; places: Places }> {
  const places = { operations: [], schemas: [], holders: [] } satisfies Record<string, Place[]>;
  const plugin = { id: 'contract', rules: { oas3: { places: () => collector(places) } } };
  const problems = await problemsIn(spec.source.file, offline(spec.document), {
    plugins: [plugin],
    rules: { ...rules, 'contract/places': 'error' },
    doNotResolveExamples: true,
  });
  const findings = problems.map(({ message, severity, ruleId, pointer }): Finding => {
    const level = severity === 'error' ? 'error' : 'warning';
    return { level, message: `${message} (${ruleId})`, pointer };
  });
  return { findings, places };
}

/** A copy without `externalValue`, which the linter would fetch. */
function offline(document: JsonObject): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'externalValue' && typeof value === 'string' ? undefined : value,
  );
  return isObject(copy) ? copy : {};
}

/** The linter's own walk knows what each object of the document is. */
function collector(places: Record<keyof Places, Place[]>) {
  const collect =
    (kind: keyof Places) =>
    (value: unknown, { location }: Visit) => {
      if (isObject(value)) places[kind].push({ pointer: location.pointer, value });
    };
  return {
    Operation: collect('operations'),
    Schema: collect('schemas'),
    MediaType: collect('holders'),
    Parameter: collect('holders'),
    Header: collect('holders'),
  };
}
