/** What a change means for those who call an operation; the gravest first. */
export const impacts = ['breaking', 'addition', 'documentation', 'none'] as const;
export type Impact = (typeof impacts)[number];

/** Whose data it concerns: what callers send, what they receive, or the operation itself. */
export type Direction = 'request' | 'response' | 'operation';

/** One difference between two versions of an OpenAPI document. */
export interface Change {
  /** A JSON pointer into the document that `side` names. */
  readonly pointer: string;
  readonly side: 'base' | 'head';
  readonly direction: Direction;
  readonly level: Impact;
  /** What it means for somebody who calls the operation, in a sentence. */
  readonly meaning: string;
  /** The same in terms of the generated types; empty if they stay the same. */
  readonly types: readonly string[];
}

/** The gravest impact among changes. */
export function worst(changes: readonly Change[]): Impact {
  return impacts.find((level) => changes.some((change) => change.level === level)) ?? 'none';
}

/** A change that leaves the generated types as they are. */
export function plainChange(change: Omit<Change, 'types'>): Change {
  return { ...change, types: [] };
}
