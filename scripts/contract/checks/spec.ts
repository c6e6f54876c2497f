import { collectOperations, type Operation } from '../../openapi/operations.js';
import { SpecError } from '../../openapi/source.js';
import { loadSpec, readSpec, type Spec } from '../../openapi/spec.js';
import { listViolations } from '../../../src/violations.js';
import type { Finding, CheckResult, Project } from '../check.js';
import { toFinding } from '../run.js';
import { schemaChecker } from '../schemas.js';
import { contradictions } from '../spec/contradictions.js';
import { lint, type Places } from '../spec/lint.js';
import { undescribedRequired } from '../spec/required.js';
import { documentedValues } from '../spec/values.js';

/** Is the document valid OpenAPI, sound enough to generate from, and true to its own examples? */
export async function checkSpec(project: Project): Promise<CheckResult> {
  const written = await readSpec(project.spec);
  const { findings, places } = await lint(written);
  findings.push(
    ...contradictions(written.document, places.schemas),
    ...undescribedRequired(written.document, places.schemas),
  );
  const values = await checkValues(project, places);
  // If nothing can be generated, the reason is reported once: by the linter, if it found it.
  const known = findings.some(({ level }) => level === 'error');
  if (!(values.unfit && known)) findings.push(...values.findings);
  const counts = [
    count(places.operations.length, 'operation'),
    count(places.schemas.length, 'schema'),
    count(values.count, 'example and enumerated value'),
  ];
  return { summary: counts.join(', '), findings };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

interface Values {
  readonly findings: readonly Finding[];
  readonly count: number;
  /** Nothing can be generated from the document, so nothing could be looked at. */
  readonly unfit?: true;
}

async function checkValues(project: Project, places: Places): Promise<Values> {
  try {
    const spec = await loadSpec(project.spec);
    return checkDocumentedValues(spec, places, collectOperations(spec));
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { findings: [toFinding(error)], count: 0, unfit: true };
  }
}

function checkDocumentedValues(spec: Spec, places: Places, operations: Operation[]): Values {
  const values = documentedValues(places, operations);
  const check = schemaChecker(
    spec,
    values.flatMap(({ schemas }) => schemas),
  );
  const findings = values.flatMap(({ what, value, pointer, schemas, level }): Finding[] => {
    const verdicts = schemas.map((schema) => check(schema, value));
    const [violations = []] = verdicts;
    if (verdicts.some(({ length }) => length === 0)) return [];
    const message = `This ${what} breaks its schema:`;
    return [{ level, message, pointer, details: listViolations(violations).split('\n') }];
  });
  return { findings, count: values.length };
}
