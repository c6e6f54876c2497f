import { collectOperations } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import type { Finding, Outcome, Project } from '../check.js';
import { findClaims } from '../facade/claims.js';
import { generatedOperations } from '../facade/generated-names.js';

/** Does every operation that hand-written code counts on exist, with its types? */
export async function checkFacade(project: Project): Promise<Outcome> {
  const operations = collectOperations(await loadSpec(project.spec));
  const documented = new Set(operations.map(({ id }) => id));
  const { typed, listed } = await generatedOperations(project.generated);
  const claims = await findClaims(project.source, project.generated);
  const faults = claims.flatMap(({ operation, place }): Finding[] => {
    const missing = [
      ...(documented.has(operation) ? [] : ['in the document']),
      ...(typed.has(operation) ? [] : ['in the generated types']),
      ...(listed.has(operation) ? [] : ['in the generated operations']),
    ];
    if (missing.length === 0) return [];
    const message = `${place} counts on the operation ${operation}, which is not ${missing.join(', not ')}.`;
    return [{ level: 'error', message }];
  });
  const claimed = new Set(claims.map(({ operation }) => operation));
  const uncovered = operations
    .filter(({ id }) => !claimed.has(id))
    .map(({ id, method, path }): Finding => {
      const message = `No hand-written function covers ${id} (${method.toUpperCase()} ${path}).`;
      return { level: 'information', message };
    });
  const none: Finding[] =
    claims.length > 0 ? [] : [{ level: 'error', message: 'No code in src/ names an operation.' }];
  const covered = operations.length - uncovered.length;
  const summary = `${covered} of ${operations.length} operations covered, at ${claims.length} places`;
  return { summary, findings: [...faults, ...none, ...uncovered] };
}
