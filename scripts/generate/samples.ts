import { sample } from 'openapi-sampler';
import { objectAt, valueAt } from './json.js';
import type { Operation } from './operations.js';
import type { Spec } from './spec.js';

/** An example of each JSON response, optional properties included. */
export function renderSamples(spec: Spec, operations: Operation[]): string {
  const entries = operations.map(({ id, responses }) => {
    const answers = [...responses].map(([status, { pointer }]) => {
      return [status, sampleOf(spec, pointer)] as const;
    });
    return [id, Object.fromEntries(answers)] as const;
  });
  const samples = JSON.stringify(Object.fromEntries(entries), null, 2);
  return `export const samples = ${samples};\n`;
}

function sampleOf(spec: Spec, pointer: string): unknown {
  const options = { skipWriteOnly: true, quiet: true };
  return (
    sample(
      objectAt({ schema: valueAt(spec.document, pointer) }, 'schema'),
      options,
      spec.document,
    ) ?? null
  );
}
