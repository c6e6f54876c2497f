import type { Finding } from '../check.js';
import type { Place } from './lint.js';

/** Operations that share an `operationId`: only one of them can be generated. */
export function duplicateIds(operations: readonly Place[]): Finding[] {
  const first = new Map<unknown, string>();
  return operations.flatMap(({ pointer, value: { operationId: id } }): Finding[] => {
    const other = first.get(id);
    first.set(id, other ?? pointer);
    if (typeof id !== 'string' || other === undefined) return [];
    const message = `The operationId ${id} is taken already, by ${other}.`;
    return [{ level: 'error', message, pointer: `${pointer}/operationId` }];
  });
}
