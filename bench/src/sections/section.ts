import type { Result } from '../shared/rounds.js';

/** How much is measured. */
export interface Effort {
  /** Rounds for what takes milliseconds. */
  readonly rounds: number;
  /** Rounds for what takes seconds. */
  readonly slowRounds: number;
}

/** What the client is meant to stay within. */
export interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly measured: number;
}

/** What was measured, as Markdown, and how it compares with what is aimed at. */
export interface Report {
  readonly markdown: string;
  readonly targets: readonly Target[];
}

/** One measurement, and its part of the document. */
export interface Section {
  readonly title: string;
  readonly run: (effort: Effort) => Promise<Report>;
}

/** The ratio of one subject to the baseline. */
export function ratioOf(name: string, results: readonly Result[]): number {
  const result = results.find((candidate) => candidate.name === name);
  if (result === undefined) throw new Error(`${name} was not measured.`);
  return result.ratio;
}
