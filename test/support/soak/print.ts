import type { Outcome } from '../../../src/index.js';
import type { Fault, Verdict } from './judge.js';
import type { SoakResult } from './soak.js';

/** Prints tables by kind, and what went wrong; returns whether nothing did. */
export function printResult({ verdicts, faults }: SoakResult): boolean {
  for (const kind of ['target', 'server', 'middleware', 'caller'] as const)
    console.table(countBy(verdicts, ({ [kind]: name }) => name));
  console.table(countBy(verdicts, () => 'all'));
  const wrong = verdicts.filter((verdict) => verdict.faults.length > 0);
  for (const verdict of wrong.slice(0, 20)) console.log(JSON.stringify(verdict));
  for (const fault of faults) console.log(fault);
  const [lies, doubles] = [countFaults(verdicts, 'lie'), countFaults(verdicts, 'double')];
  const rest = countFaults(verdicts, 'else') + faults.length;
  console.log(`${verdicts.length} calls: ${lies} lies, ${doubles} doubles, ${rest} other faults`);
  return lies + doubles + rest === 0;
}

type Row = Readonly<Record<string, number>>;

function countBy(
  verdicts: readonly Verdict[],
  nameOf: (verdict: Verdict) => string,
): Record<string, Row> {
  const names = [...new Set(verdicts.map(nameOf))].sort();
  return Object.fromEntries(
    names.map((name) => [name, count(verdicts.filter((verdict) => nameOf(verdict) === name))]),
  );
}

function count(verdicts: readonly Verdict[]): Row {
  const countOutcome = (outcome: Outcome): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  return {
    calls: verdicts.length,
    invited: countOutcome('invited'),
    'not-invited': countOutcome('not-invited'),
    unknown: countOutcome('unknown'),
    POSTs: verdicts.reduce((sum, { posts }) => sum + posts, 0),
    invites: verdicts.reduce((sum, { invites }) => sum + invites, 0),
    lies: countFaults(verdicts, 'lie'),
    doubles: countFaults(verdicts, 'double'),
  };
}

function countFaults(verdicts: readonly Verdict[], kind: Fault['kind']): number {
  return verdicts.flatMap(({ faults }) => faults).filter((fault) => fault.kind === kind).length;
}
