import { collectOperations } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import type { CheckResult, Finding, Project } from '../check.js';
import { findDrift } from '../wire/drift.js';

/** Do real requests and answers of client and mock organization conform to the document? */
export async function checkWire(project: Project): Promise<CheckResult> {
  const spec = await loadSpec(project.spec);
  // Loaded here: without the operation, the client is not even loaded.
  const client = await import('../wire/traffic.js').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The client in src/ does not load: ${reason}. If generated/ lacks its operation, the check facade names the place.`,
      { cause },
    );
  });
  const { id: called } = client.operation;
  const operation = collectOperations(spec).find(({ id }) => id === called);
  if (operation === undefined) throw new Error(`The document has no operation ${called}.`);
  const { recordTraffic } = client;
  const { exchanges, server, failures } = await recordTraffic(spec, operation);
  const verdicts = await findDrift(exchanges, { spec: project.spec, server, operation });
  const findings = [...failures, ...verdicts.flat()].map((message): Finding => {
    return { level: 'error', message };
  });
  if (exchanges.length === 0) findings.push({ level: 'error', message: 'Nothing was sent.' });
  const summary = `${exchanges.length} exchanges, checked by redocly drift`;
  return { summary, findings };
}
