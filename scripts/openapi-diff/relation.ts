import { settle } from './document.js';
import { compareShapes } from './differences.js';
import type { Difference, Link, ShapeDifference, Shift } from './difference.js';
import { areShapesDisjoint } from './disjoint.js';
import { overlapOf, refusesMore } from './overlap.js';
import { namesakesFirst } from './alternatives.js';
import {
  family,
  isClosed,
  keyOf,
  type Conjunction,
  type Shape,
  type ShapeReader,
} from './shape.js';

/**
 * What must not have happened: fewer values, or more. `restricted` and `extended` are the same for
 * parts such as `not`, where what is not described may be anything in both directions.
 */
type Aspect = keyof Shift | 'restricted' | 'extended';

function isWidening(aspect: Aspect): boolean {
  return aspect === 'widened' || aspect === 'extended';
}

/** Whether a difference is what must not have happened. */
function isAtFault(aspect: Aspect, { kind, isExtension, ...shift }: Difference): boolean {
  if (aspect === 'restricted' && kind === 'property-added') return true;
  if (aspect === 'extended' && kind === 'property-removed') return true;
  if (aspect === 'widened' && isExtension) return true;
  return isWidening(aspect) ? shift.widened : shift.narrowed;
}

/**
 * Whether one schema accepts all that another does. Each pair of schemas is looked at once, which
 * is what keeps unions of unions from taking exponential time; a pair that is met again inside of
 * itself is taken to fit, since nothing but its other parts can be at fault.
 */
export class Relation {
  readonly base: ShapeReader;
  readonly head: ShapeReader;
  readonly #known = new Map<string, boolean>();
  /** Pairs that were found to fit, in case a pair around them does not. */
  readonly #fitting: string[] = [];
  readonly #differences = new Map<Shape, Map<Shape, ShapeDifference[]>>();

  constructor(base: ShapeReader, head: ShapeReader) {
    this.base = base;
    this.head = head;
  }

  differences(base: Shape, head: Shape): readonly ShapeDifference[] {
    const ofBase = this.#differences.get(base) ?? new Map<Shape, ShapeDifference[]>();
    this.#differences.set(base, ofBase);
    const found = ofBase.get(head) ?? compareShapes(base, head);
    ofBase.set(head, found);
    return found;
  }

  /** Whether a schema was not narrowed, or not widened: false if that is not certain. */
  keeps(aspect: Aspect, base: Conjunction, head: Conjunction): boolean {
    const [from, to] = [settle(base), settle(head)];
    return this.#prove(`${aspect} ${keyOf(from)} | ${keyOf(to)}`, () => {
      const [before, after] = [this.base.shapesOf(from), this.head.shapesOf(to)];
      return isWidening(aspect)
        ? after.every((b) => namesakesFirst(b, before).some((a) => this.keepsShape(aspect, a, b)))
        : before.every((a) => namesakesFirst(a, after).some((b) => this.keepsShape(aspect, a, b)));
    });
  }

  keepsShape(aspect: Aspect, base: Shape, head: Shape): boolean {
    if (family(base.type) !== family(head.type)) return false;
    const found = this.differences(base, head);
    return (
      found.every((one) => one.kind === 'link' || !isAtFault(aspect, one)) &&
      this.#keepsExcluded(aspect, base, head) &&
      found.every((one) => one.kind !== 'link' || this.#keepsLink(aspect, one))
    );
  }

  shiftOf(link: Link): Shift {
    return {
      narrowed: !this.#keepsLink('narrowed', link),
      widened: !this.#keepsLink('widened', link),
    };
  }

  #keepsLink(aspect: Aspect, { base, head, condition }: Link): boolean {
    const opposite = isWidening(aspect) ? 'restricted' : 'extended';
    if (condition === 'inverted') return this.keeps(opposite, base, head);
    if (condition === 'invariant' && !this.keeps(opposite, base, head)) return false;
    return this.keeps(aspect, base, head);
  }

  /** Whether a request's `oneOf` refuses no value, or accepts no value, because of its other alternatives. */
  excluded(base: Shape, head: Shape): Shift {
    return {
      narrowed: !this.#keepsExcluded('narrowed', base, head),
      widened: !this.#keepsExcluded('widened', base, head),
    };
  }

  #keepsExcluded(aspect: Aspect, base: Shape, head: Shape): boolean {
    const isNarrowing = !isWidening(aspect);
    // What the first accepts, the second must not refuse.
    const [shape, other] = isNarrowing ? [base, head] : [head, base];
    // Values are looked at as far as the base documents them, unless any request is allowed.
    const isOpen = !isClosed(base);
    const overlaps = other.excluded.map((refused) => {
      const rivals = other.reader.shapesOf(refused);
      return { refused, rivals, to: overlapOf(other, rivals) };
    });
    // What fits this one is meant to be a larger one, whatever else it fits.
    if (overlaps.some(({ to }) => to.own.size === 0 && to.others.size > 0)) return true;
    const known = isNarrowing ? namesOf(shape) : undefined;
    return overlaps.every(({ refused, rivals, to }) => {
      const isApart = (rival: Shape): boolean =>
        (known !== undefined && [...rival.required].some((name) => !known.has(name))) ||
        areShapesDisjoint(shape, rival);
      if (rivals.every(isApart)) return true;
      return shape.excluded.some((before) => {
        const from = overlapOf(shape, shape.reader.shapesOf(before));
        const names = isOpen ? undefined : (isNarrowing ? from : to).known;
        // Where names tell nothing apart, whatever fits one alternative less is accepted more.
        const isTold = to.own.size + to.others.size > 0;
        const isWithin = isNarrowing
          ? this.keeps('widened', before, refused)
          : this.keeps(isTold ? 'narrowed' : 'restricted', refused, before);
        return isWithin && !refusesMore(to, from, names);
      });
    });
  }

  #prove(key: string, prove: () => boolean): boolean {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, true);
    const start = this.#fitting.push(key) - 1;
    const fits = prove();
    if (fits) return true;
    // What was found to fit may have counted on this pair.
    for (const doubtful of this.#fitting.splice(start)) this.#known.delete(doubtful);
    this.#known.set(key, false);
    return false;
  }
}

/** The names that a value may have; undefined if it may have any. */
function namesOf({ union }: Shape): Set<string> | undefined {
  if (!union.every((shape) => isClosed(shape))) return undefined;
  return new Set(union.flatMap(({ properties }) => [...properties.keys()]));
}
