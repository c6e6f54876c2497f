import { pairAlternatives, type Pairs } from './alternatives.js';
import { describeType } from './change-text.js';
import type { Change, DataDirection, Subject } from './change.js';
import { narrowed, toChange, widened, type Difference } from './difference.js';
import { compareDiscriminators } from './discriminator.js';
import { settle, type OpenApiDocument } from './document.js';
import { compareDocumentation } from './objects.js';
import { SchemaReader } from './reader.js';
import { Relation } from './relation.js';
import { keyOf, type Conjunction, type Shape } from './shape.js';
import { acceptEverything, covers } from './simplify.js';

/** Data that is being compared, and what is known of its schemas. */
export interface DataSubject extends Subject<DataDirection> {
  readonly schemas: SchemaComparison;
}

/** Two schemas that correspond, and the name of their place. */
interface Visit {
  readonly name: string;
  readonly base: Conjunction;
  readonly head: Conjunction;
}

type Relations = Readonly<Record<DataDirection, Relation>>;

/** Compares the schemas of two documents; a pair that is reached again is not reported again. */
export class SchemaComparison {
  readonly #relations: Relations;
  readonly #reported = new Set<string>();

  private constructor(relations: Relations) {
    this.#relations = relations;
  }

  static of(base: OpenApiDocument, head: OpenApiDocument): SchemaComparison {
    const relationOf = (direction: DataDirection, later?: OpenApiDocument): Relation =>
      new Relation(new SchemaReader(base, direction, later), new SchemaReader(head, direction));
    return new SchemaComparison({
      request: relationOf('request', head),
      response: relationOf('response'),
    });
  }

  /** The same comparison, of which nothing counts as reported. */
  anew(): SchemaComparison {
    return new SchemaComparison(this.#relations);
  }

  /** The changes of a schema, for senders or receivers, nearest places first. */
  compare(subject: DataSubject, base: Conjunction, head: Conjunction): Change[] {
    const { direction } = subject;
    const changes: Change[] = [];
    const queue: Visit[] = [{ name: subject.name, base, head }];
    for (const { name, base: before, head: after } of queue) {
      const [from, to] = [settle(before), settle(after)];
      const key = [direction, keyOf(from), keyOf(to)].join(' | ');
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      changes.push(...compareAnnotations({ direction, name }, before, after));
      changes.push(...this.#compareOnce({ direction, name }, [from, to], queue));
    }
    return changes;
  }

  #compareOnce(
    subject: Subject<DataDirection>,
    [base, head]: readonly [Conjunction, Conjunction],
    queue: Visit[],
  ): Change[] {
    const relation = this.#relations[subject.direction];
    const [before, after] = [relation.base.shapesOf(base), relation.head.shapesOf(head)];
    const pairs = pairAlternatives(before, after, (a, b) => distance(relation, a, b));
    const found = compareUnion(relation, [before, after], pairs);
    for (const [a, b] of pairs.both) {
      found.push({ kind: 'exclusive', ...relation.excluded(a, b), node: b.node });
      for (const one of relation.differences(a, b)) {
        if (one.kind !== 'link') found.push(one);
        else if (one.condition === undefined)
          queue.push({ ...one, name: `${subject.name}${one.suffix}` });
        else {
          const facts = { keyword: one.suffix.replace(/^ \((.*)\)$/, '$1') };
          found.push({ kind: 'condition', ...relation.shiftOf(one), facts, node: b.node });
        }
      }
    }
    const changes = found.map((difference) => toChange(subject, difference));
    return changes.filter(({ level }) => level !== 'none');
  }
}

/** What the schemas say beside which values they accept, if both sides have one. */
function compareAnnotations(subject: Subject, base: Conjunction, head: Conjunction): Change[] {
  const [before, after] = [base[0]?.follow(), head[0]?.follow()];
  if (!before || !after) return [];
  return [
    ...compareDocumentation(subject, before, after),
    ...compareDiscriminators(subject, before, after),
  ];
}

/** 0 if both accept the same; else the more, the less they have in common. */
function distance(relation: Relation, a: Shape, b: Shape): number {
  const [isWithin, includes] = [
    relation.keepsShape('narrowed', a, b),
    relation.keepsShape('widened', a, b),
  ];
  if (isWithin && includes) return 0;
  const weights = relation.differences(a, b).map((found) => {
    const { narrowed, widened } = found.kind === 'link' ? relation.shiftOf(found) : found;
    if (found.kind === 'link') return Number(narrowed || widened);
    return Number(narrowed) + Number(widened) + 0.5;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return isWithin || includes ? sum : sum + 100;
}

/** Alternatives that came or went, unless another one accepts all that they do. */
function compareUnion(
  relation: Relation,
  [before, after]: readonly [readonly Shape[], readonly Shape[]],
  pairs: Pairs,
): Difference[] {
  const removed = pairs.removed.filter(
    (shape) => !after.some((other) => relation.keepsShape('narrowed', shape, other)),
  );
  const added = pairs.added.filter(
    (shape) => !before.some((other) => relation.keepsShape('widened', other, shape)),
  );
  const [gone, come] = [removed[0], added[0]];
  const isType = (gone && come) ?? (acceptEverything(before) || acceptEverything(after));
  const node = (come ?? after[0] ?? gone)?.node;
  if (isType && (gone ?? come) && node) {
    const shift = {
      narrowed: removed.some((shape) => !added.some((wide) => covers(wide, shape))),
      widened: added.some((shape) => !removed.some((wide) => covers(wide, shape))),
    };
    const isPartial = gone && come && !acceptEverything(before) && !acceptEverything(after);
    const facts = {
      from: describeTypes(isPartial ? removed : before),
      to: describeTypes(isPartial ? added : after),
    };
    return [{ kind: 'type', ...shift, facts, node }];
  }
  const tell = (shape: Shape): Pick<Difference, 'facts' | 'node'> => {
    const type = describeType(shape);
    return { facts: { from: type, to: type }, node: shape.node };
  };
  return [
    ...removed.map((one) => ({ kind: 'variant-removed', ...narrowed, ...tell(one) }) as const),
    ...added.map((one) => ({ kind: 'variant-added', ...widened, ...tell(one) }) as const),
  ];
}

function describeTypes(shapes: readonly Shape[]): string {
  if (acceptEverything(shapes)) return 'anything';
  return [...new Set(shapes.map(describeType))].join(' or ') || 'nothing';
}
