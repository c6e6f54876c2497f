/** What is measured: once per call, in any unit. */
export type Measure = () => Promise<number>;

/** The results of one subject: its median, and its ratio to the baseline. */
export interface Result {
  readonly name: string;
  readonly median: number;
  /** The median over all rounds of this subject's result ÷ the baseline's in the same round. */
  readonly ratio: number;
  /** The quartiles around that median: half of the rounds lie between them. */
  readonly quartiles: readonly [number, number];
}

/**
 * Measures all subjects in turn, round after round (ABC BCA CAB …), so that a slowdown of the
 * machine affects all of them. The first subject is the baseline; the first `warmUps` rounds do not
 * count.
 */
export async function interleave(
  subjects: ReadonlyMap<string, Measure>,
  rounds: number,
  warmUps = 1,
): Promise<Result[]> {
  const order = [...subjects];
  const values = new Map(order.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const [name, measure] of order) {
      const value = await measure();
      if (round >= warmUps) values.get(name)?.push(value);
    }
    order.push(...order.splice(0, 1));
  }
  const [base = []] = values.values();
  return [...values].map(([name, own]) => summarize(name, own, base));
}

function summarize(name: string, own: readonly number[], base: readonly number[]): Result {
  const ratios = own.map((value, round) => value / (base[round] ?? NaN));
  const [lower, ratio, upper] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part));
  if (lower === undefined || ratio === undefined || upper === undefined) throw new RangeError();
  return { name, median: quantile(own, 0.5), ratio, quartiles: [lower, upper] };
}

/** The quantile of the values, interpolated. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [below = NaN, above = below] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return below + (above - below) * (at % 1);
}
