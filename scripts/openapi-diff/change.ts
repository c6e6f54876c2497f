import type { SpecNode } from './document.js';

/** The impact of a change on callers of an operation, most severe first. */
export const impacts = ['breaking', 'addition', 'documentation', 'none'] as const;
export type Impact = (typeof impacts)[number];

/** Whose data it concerns: what callers send, what they receive, or the operation itself. */
export type Direction = DataDirection | 'operation';
export type DataDirection = 'request' | 'response';

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

/** What is being compared, and what reports call it: `Invite.projects[].role`. */
export interface Subject<D extends Direction = Direction> {
  readonly direction: D;
  readonly name: string;
}

/** A change at a place of one of the documents; without `types`, the generated types stay. */
export function changeAt(
  { document, pointer }: SpecNode,
  direction: Direction,
  change: Pick<Change, 'level' | 'meaning'> & Partial<Pick<Change, 'types'>>,
): Change {
  return { pointer, side: document.side, direction, types: [], ...change };
}
