import { collectOperations } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import type { Violation } from '../../../src/violations.js';
import type { Finding, Severity, CheckResult, Project } from '../check.js';
import { documentedBody, readAnswers, type Answer } from '../response/answers.js';
import { schemaChecker, type CheckSchema } from '../schemas.js';

/**
 * Does the real service answer as documented? Checks a captured answer, without another request.
 */
export async function checkResponse(
  project: Project,
  file: string,
  operation: string | undefined,
): Promise<CheckResult> {
  const spec = await loadSpec(project.spec);
  const answers = await readAnswers(file, collectOperations(spec), operation);
  const bodies = answers.flatMap((answer) => documentedBody(answer) ?? []);
  const schemas = bodies.flatMap(({ body }) => variantsOf(body.pointer));
  const check = schemaChecker(spec, schemas);
  const findings = answers.flatMap((answer) => inspect(answer, check));
  if (bodies.length === 0) {
    const message = `${file} holds no answer that the document describes: nothing was checked.`;
    findings.push({ level: 'error', message });
  }
  const count = bodies.length === 1 ? '1 answer' : `${bodies.length} answers`;
  return { summary: `${count} held against the document`, findings };
}

function variantsOf(pointer: string) {
  const common = { pointer, direction: 'response' } as const;
  return [
    { ...common, variant: 'open' },
    { ...common, variant: 'closed' },
  ] as const;
}

function inspect(answer: Answer, check: CheckSchema): Finding[] {
  const documented = documentedBody(answer);
  const status = answer.status === undefined ? '' : ` with status ${answer.status}`;
  if (documented === undefined) {
    const message = `${answer.name}: nothing is documented for an answer${status}.`;
    return [{ level: 'information', message }];
  }
  const { body, exact } = documented;
  const say = (level: Severity, message: string): Finding => {
    return { level, message: `${answer.name}: ${message}`, pointer: body.pointer };
  };
  const undocumented = exact
    ? []
    : [say('warning', `an answer${status} is not documented; held against the documented success`)];
  if (answer.json === undefined) return [...undocumented, say('error', 'the answer is no JSON')];
  const [open, closed] = variantsOf(body.pointer);
  const violations = check(open, answer.json.value);
  const drift = check(closed, answer.json.value).filter(
    (found) => found.expected === 'no such property' && !violations.some(sameAs(found)),
  );
  return [
    ...undocumented,
    ...violations.map((found) => say('error', wordsOf(found))),
    ...drift.map((found) => say('warning', wordsOf(found))),
  ];
}

function sameAs({ pointer }: Violation) {
  return (other: Violation): boolean => other.pointer === pointer;
}

/** Pointers and types; what came is somebody's data, and stays out. */
function wordsOf({ pointer, expected, received }: Violation): string {
  return `${pointer || '(the whole body)'}: expected ${expected}, got ${received}`;
}
