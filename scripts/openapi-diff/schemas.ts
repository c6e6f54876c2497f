import { pairAlternatives } from './alternatives.js';
import { describeChange, describeType } from './change-text.js';
import type { Change } from './change.js';
import type { CompareContext } from './context.js';
import { narrowed, widened, type Difference } from './difference.js';
import { compareDiscriminators } from './discriminator.js';
import { compareDocumentation } from './documentation.js';
import { follow, type OpenApiDocument } from './document.js';
import { SchemaReader } from './reader.js';
import { keyOf, Relation } from './relation.js';
import type { Conjunction, Shape } from './shape.js';
import { acceptEverything, covers } from './simplify.js';

type DataDirection = CompareContext['direction'];

/** Two schemas that correspond, and the name of their place. */
interface Visit {
  readonly name: string;
  readonly base: Conjunction;
  readonly head: Conjunction;
}

/** Compares the schemas of two documents; a pair that is reached again is not reported again. */
export class SchemaComparison {
  readonly #relations: Readonly<Record<DataDirection, Relation>>;
  readonly #reported = new Set<string>();

  constructor(base: OpenApiDocument, head: OpenApiDocument) {
    const relationOf = (direction: DataDirection): Relation =>
      new Relation({
        base: new SchemaReader(base, direction, direction === 'request' ? head : undefined),
        head: new SchemaReader(head, direction),
      });
    this.#relations = { request: relationOf('request'), response: relationOf('response') };
  }

  /** The changes of a schema, for senders or receivers, nearest places first. */
  compare(context: CompareContext, base: Conjunction, head: Conjunction): Change[] {
    const changes: Change[] = [];
    const queue: Visit[] = [{ name: context.name, base, head }];
    for (const visit of queue) {
      const { readers } = this.#relations[context.direction];
      const settled = {
        name: visit.name,
        base: readers.base.settle(visit.base),
        head: readers.head.settle(visit.head),
      };
      const key = [context.direction, keyOf(settled.base), keyOf(settled.head)].join(' | ');
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      const inside = { ...context, name: visit.name };
      changes.push(...compareAnnotations(inside, visit.base, visit.head));
      changes.push(...this.#compareOnce(inside, settled, queue));
    }
    return changes;
  }

  #compareOnce(context: CompareContext, { base, head, name }: Visit, queue: Visit[]): Change[] {
    const relation = this.#relations[context.direction];
    const { readers } = relation;
    const [before, after] = [readers.base.shapesOf(base), readers.head.shapesOf(head)];
    const pairs = pairAlternatives(before, after, (a, b) => distance(relation, a, b));
    const union = { before, after, removed: pairs.removed, added: pairs.added };
    const changes = compareUnion(context, relation, union);
    for (const [a, b] of pairs.both) {
      const { own, links } = relation.differences(a, b);
      changes.push(...own.map((difference) => toChange(context, difference)));
      const excluded = relation.excluded(a, b);
      changes.push(toChange(context, { kind: 'exclusive', ...excluded, ...headOf(b) }));
      for (const link of links) {
        const inside = `${name}${link.suffix}`;
        if (link.condition === undefined) {
          queue.push({ name: inside, base: link.base, head: link.head });
          continue;
        }
        const shift = {
          narrowed: !relation.keepsLink('narrowed', link),
          widened: !relation.keepsLink('widened', link),
        };
        const facts = { keyword: link.suffix.replace(/^ \((.*)\)$/, '$1') };
        changes.push(toChange(context, { kind: 'condition', ...shift, facts, ...headOf(b) }));
      }
    }
    return changes.filter(({ level }) => level !== 'none');
  }
}

function headOf({ pointer }: Shape): { readonly pointer: string; readonly side: 'head' } {
  return { pointer, side: 'head' };
}

/** What the schemas say beside which values they accept, if both sides have one. */
function compareAnnotations(
  context: CompareContext,
  base: Conjunction,
  head: Conjunction,
): Change[] {
  const [before, after] = [base[0], head[0]];
  if (!before || !after) return [];
  const [a, b] = [follow(context.base, before), follow(context.head, after)];
  return [...compareDocumentation(context, a, b), ...compareDiscriminators(context, a, b)];
}

/** 0 if both accept the same; else the more, the less they have in common. */
function distance(relation: Relation, a: Shape, b: Shape): number {
  const [isWithin, includes] = [
    relation.keepsShape('narrowed', a, b),
    relation.keepsShape('widened', a, b),
  ];
  if (isWithin && includes) return 0;
  const { own, links } = relation.differences(a, b);
  const weights = own.map((found) => Number(found.narrowed) + Number(found.widened) + 0.5);
  const differing = links.filter(
    (link) => !relation.keepsLink('narrowed', link) || !relation.keepsLink('widened', link),
  );
  const sum = weights.reduce((total, weight) => total + weight, differing.length);
  return isWithin || includes ? sum : sum + 100;
}

interface Union {
  readonly before: readonly Shape[];
  readonly after: readonly Shape[];
  readonly removed: readonly Shape[];
  readonly added: readonly Shape[];
}

/** Alternatives that came or went, unless another one accepts all that they do. */
function compareUnion(context: CompareContext, relation: Relation, union: Union): Change[] {
  const { before, after } = union;
  const removed = union.removed.filter(
    (shape) => !after.some((other) => relation.keepsShape('narrowed', shape, other)),
  );
  const added = union.added.filter(
    (shape) => !before.some((other) => relation.keepsShape('widened', other, shape)),
  );
  const [gone, come] = [removed[0], added[0]];
  const isType = (gone && come) ?? (acceptEverything(before) || acceptEverything(after));
  if (isType && (gone ?? come)) {
    const shift = {
      narrowed: removed.some((shape) => !added.some((wide) => covers(wide, shape))),
      widened: added.some((shape) => !removed.some((wide) => covers(wide, shape))),
    };
    const isPartial = gone && come && !acceptEverything(before) && !acceptEverything(after);
    const facts = {
      from: describeTypes(isPartial ? removed : before),
      to: describeTypes(isPartial ? added : after),
    };
    const pointer = (come ?? after[0] ?? gone)?.pointer ?? '#';
    return [toChange(context, { kind: 'type', ...shift, facts, pointer, side: 'head' })];
  }
  const told = [
    ...removed.map((shape): Difference => {
      const facts = { from: describeType(shape) };
      return { kind: 'variant-removed', ...narrowed, facts, pointer: shape.pointer, side: 'base' };
    }),
    ...added.map((shape): Difference => {
      const facts = { to: describeType(shape) };
      return { kind: 'variant-added', ...widened, facts, pointer: shape.pointer, side: 'head' };
    }),
  ];
  return told.map((difference) => toChange(context, difference));
}

function describeTypes(shapes: readonly Shape[]): string {
  if (acceptEverything(shapes)) return 'anything';
  return [...new Set(shapes.map(describeType))].join(' or ') || 'nothing';
}

function toChange(context: CompareContext, difference: Difference): Change {
  const { kind, facts = {}, pointer, side, suffix = '', otherwise = 'none' } = difference;
  const { direction } = context;
  const breaks = direction === 'request' ? difference.narrowed : difference.widened;
  const differs = difference.narrowed || difference.widened;
  const level = breaks ? 'breaking' : differs ? 'addition' : otherwise;
  const text = describeChange({ name: `${context.name}${suffix}`, direction }, kind, facts);
  return { pointer, side, direction, level, ...text };
}
