import type { Impact } from './change.js';
import type { ChangeFacts, ChangeKind } from './change-text.js';
import type { Shift } from './limits.js';
import type { SchemaReader } from './reader.js';
import type { Conjunction } from './shape.js';

/** One thing in which two shapes differ, apart from the schemas inside of them. */
export interface Difference extends Shift {
  readonly kind: ChangeKind;
  readonly facts?: ChangeFacts;
  readonly pointer: string;
  readonly side: 'base' | 'head';
  /** What the name of the place ends with: `.role`. */
  readonly suffix?: string;
  /** A response describes a property more: as an alternative of a union it is another type. */
  readonly isExtension?: true;
  /** How severe it is if no value is accepted or refused that was not before. */
  readonly otherwise?: Impact;
}

/** Two schemas inside of the shapes that correspond. */
export interface Link {
  readonly suffix: string;
  readonly base: Conjunction;
  readonly head: Conjunction;
  /** A keyword with which fewer values for the part do not mean fewer values for the whole. */
  readonly condition?: 'inverted' | 'invariant';
}

export interface Differences {
  readonly own: readonly Difference[];
  readonly links: readonly Link[];
}

export const narrowed: Shift = { narrowed: true, widened: false };
export const widened: Shift = { narrowed: false, widened: true };
export const replaced: Shift = { narrowed: true, widened: true };
export const unchanged: Shift = { narrowed: false, widened: false };

/** The two readers of one direction. */
export interface Readers {
  readonly base: SchemaReader;
  readonly head: SchemaReader;
}
