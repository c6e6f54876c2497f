import { describeChange, type ChangeFacts, type ChangeKind } from './change-text.js';
import { changeAt, type Change, type DataDirection, type Impact, type Subject } from './change.js';
import type { SpecNode } from './document.js';
import type { Conjunction } from './shape.js';

/** Whether the head accepts fewer values than the base, more, both, or the same. */
export interface Shift {
  readonly narrowed: boolean;
  readonly widened: boolean;
}

/** One thing in which two shapes differ, apart from the schemas inside of them. */
export interface Difference extends Shift {
  readonly kind: ChangeKind;
  readonly facts?: ChangeFacts;
  readonly node: SpecNode;
  /** What the name of the place ends with: `.role`. */
  readonly suffix?: string;
  /** A response describes a property more: as an alternative of a union it is another type. */
  readonly isExtension?: boolean;
  /** How severe it is if no value is accepted or refused that was not before. */
  readonly otherwise?: Impact;
}

/** Two schemas inside of the shapes that correspond. */
export interface Link {
  readonly kind: 'link';
  readonly suffix: string;
  readonly base: Conjunction;
  readonly head: Conjunction;
  /** A keyword with which fewer values for the part do not mean fewer values for the whole. */
  readonly condition?: 'inverted' | 'invariant';
}

export type ShapeDifference = Difference | Link;

export const narrowed: Shift = { narrowed: true, widened: false };
export const widened: Shift = { narrowed: false, widened: true };
export const replaced: Shift = { narrowed: true, widened: true };
export const unchanged: Shift = { narrowed: false, widened: false };

/** What a difference means for those who send or receive the data. */
export function toChange(
  { name, direction }: Subject<DataDirection>,
  difference: Difference,
): Change {
  const { kind, facts = {}, node, suffix = '', otherwise = 'none' } = difference;
  const breaks = direction === 'request' ? difference.narrowed : difference.widened;
  const differs = difference.narrowed || difference.widened;
  const level = breaks ? 'breaking' : differs ? 'addition' : otherwise;
  const text = describeChange({ name: `${name}${suffix}`, direction }, kind, facts);
  return changeAt(node, direction, { level, ...text });
}
