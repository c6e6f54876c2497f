import type { Result } from '../shared/rounds.js';

/** How many rounds are measured. */
export interface Effort {
  /** Rounds for what takes milliseconds. */
  readonly rounds: number;
  /** Rounds for what takes seconds. */
  readonly slowRounds: number;
}

/** A limit that the client aims to stay within. */
export interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly measured: number;
  /** Why it is hard to meet, as a sentence; the document shows it if the target is missed. */
  readonly reason?: string;
}

/** Measurements as Markdown, and the targets that they belong to. */
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
