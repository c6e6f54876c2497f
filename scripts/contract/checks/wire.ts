import { collectOperations } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import { operation as claimed } from '../../../src/operation.js';
import type { Finding, Outcome, Project } from '../check.js';
import { judge } from '../wire/judge.js';
import { recordTraffic } from '../wire/traffic.js';

/** Does what the client and the mock organization really send keep to the document? */
export async function checkWire(project: Project): Promise<Outcome> {
  const spec = await loadSpec(project.spec);
  const operation = collectOperations(spec).find(({ id }) => id === claimed.id);
  if (operation === undefined) throw new Error(`The document has no operation ${claimed.id}.`);
  const { exchanges, server, failures } = await recordTraffic(spec, operation);
  const verdicts = await Promise.all(
    exchanges.map((exchange) => judge(exchange, { spec: project.spec, server })),
  );
  const findings = [...failures, ...verdicts.flat()].map((message): Finding => {
    return { level: 'error', message };
  });
  if (exchanges.length === 0) findings.push({ level: 'error', message: 'Nothing was sent.' });
  const summary = `${exchanges.length} exchanges, judged by redocly drift`;
  return { summary, findings };
}
