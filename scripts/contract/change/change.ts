/** What a change asks of those who call the operation; the first is the gravest. */
export const levels = ['breaking', 'addition', 'documentation', 'none'] as const;
export type Level = (typeof levels)[number];

/** Whose data it concerns: what callers send, what they get, or the operation itself. */
export type Direction = 'request' | 'response' | 'operation';

/** One difference between two forms of an OpenAPI document. */
export interface Change {
  /** Where, as a JSON pointer into the document that `side` names. */
  readonly pointer: string;
  readonly side: 'base' | 'head';
  readonly direction: Direction;
  readonly level: Level;
  /** What it means for somebody who calls the operation, in a sentence. */
  readonly meaning: string;
  /** The same in terms of the generated types; empty where they stay as they are. */
  readonly types: readonly string[];
}

/** The gravest level among changes. */
export function worst(changes: readonly Change[]): Level {
  return levels.find((level) => changes.some((change) => change.level === level)) ?? 'none';
}
