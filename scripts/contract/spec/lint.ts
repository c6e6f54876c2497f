import { createConfig, lintDocument, Source } from '@redocly/openapi-core';
import { isObject, type JsonObject } from '../../openapi/json.js';
import { isTolerated, OfflineResolver } from '../../openapi/lint.js';
import { offline, type Spec } from '../../openapi/spec.js';
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
  const text = JSON.stringify(spec.document);
  const places = { operations: [], schemas: [], holders: [] } satisfies Record<string, Place[]>;
  const plugin = { id: 'contract', rules: { oas3: { places: () => collector(places) } } };
  const config = await createConfig({
    plugins: [plugin],
    rules: { ...rules, 'contract/places': 'error' },
    doNotResolveExamples: true,
  });
  const problems = await lintDocument({
    document: {
      source: new Source(spec.source.file, text, 'application/json'),
      parsed: offline(text),
    },
    config: config.styleguide,
    externalRefResolver: new OfflineResolver(),
  });
  const findings = problems
    .map(({ location: [place], message, severity, ruleId }): Finding => {
      const level = severity === 'error' ? 'error' : 'warning';
      return { level, message: `${message} (${ruleId})`, pointer: place?.pointer ?? '#' };
    })
    .filter(({ pointer }) => !isTolerated(spec.document, pointer));
  return { findings, places };
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
