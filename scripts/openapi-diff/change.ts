/** The impact of a change on callers of an operation, most severe first. */
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
  /** Its meaning for callers, as a sentence. */
  readonly meaning: string;
  /** The same in terms of the generated types; empty if they stay the same. */
  readonly types: readonly string[];
}

/** The most severe impact among changes. */
export function worst(changes: readonly Change[]): Impact {
  return impacts.find((level) => changes.some((change) => change.level === level)) ?? 'none';
}

/** A change without its place; without `types`, the generated types stay as they are. */
type PlacelessChange = Omit<Change, 'pointer' | 'side' | 'types'> & Partial<Pick<Change, 'types'>>;

/** A change at a place of the base, which the head no longer has. */
export function inBase({ pointer }: Pick<Change, 'pointer'>, change: PlacelessChange): Change {
  return { pointer, side: 'base', types: [], ...change };
}

/** A change at a place of the head. */
export function inHead({ pointer }: Pick<Change, 'pointer'>, change: PlacelessChange): Change {
  return { pointer, side: 'head', types: [], ...change };
}
