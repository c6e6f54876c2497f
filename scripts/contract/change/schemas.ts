import type { Change, Level } from './change.js';
import { compareDiscriminators } from './discriminator.js';
import { follow } from './document.js';
import { compareLimit, type Shift } from './limits.js';
import { pair } from './pairs.js';
import { describeType, phrase, type Words } from './phrases.js';
import type { Place } from './place.js';
import type { Conjunction, Shape } from './shape.js';
import { shapesOf } from './shapes.js';
import { covers } from './simplify.js';
import { compareWords } from './words.js';

/** What became of a schema, seen from those who send it, or who get it. */
export function compareSchemas(place: Place, base: Conjunction, head: Conjunction): Change[] {
  const key = [base, head].map((side) => side.map(({ pointer }) => pointer).join(' ')).join(' | ');
  if (place.within.has(key)) return [];
  const inside = { ...place, within: new Set([...place.within, key]) };
  const pairs = pair(shapesOf(place.base, base), shapesOf(place.head, head), (a, b) =>
    gravity(compareShapes(inside, a, b)),
  );
  return [
    ...compareOwn(place, base, head),
    ...compareTypes(place, pairs.removed, pairs.added),
    ...pairs.both.flatMap(([a, b]) => compareShapes(inside, a, b)),
  ];
}

/** What the schemas say beside which values they accept, where both sides have one. */
function compareOwn(place: Place, base: Conjunction, head: Conjunction): Change[] {
  const [before, after] = [base[0], head[0]];
  if (!before || !after) return [];
  const [a, b] = [follow(place.base, before), follow(place.head, after)];
  return [...compareWords(place, a, b), ...compareDiscriminators(place, a, b)];
}

function gravity(changes: readonly Change[]): number {
  const weights: Record<Level, number> = { breaking: 1000, addition: 1, documentation: 0, none: 0 };
  return changes.reduce((sum, { level }) => sum + weights[level], 0);
}

/** Alternatives that came or went. */
function compareTypes(place: Place, removed: readonly Shape[], added: readonly Shape[]): Change[] {
  const [gone, come] = [removed[0], added[0]];
  if (gone && come) {
    const words = phrase(place, 'type', {
      from: [...new Set(removed.map(describeType))].join(' or '),
      to: [...new Set(added.map(describeType))].join(' or '),
    });
    const shift = {
      narrowed: removed.some((shape) => !added.some((wide) => covers(wide, shape))),
      widened: added.some((shape) => !removed.some((wide) => covers(wide, shape))),
    };
    return [change(place, shift, come.pointer || gone.pointer, 'head', words)];
  }
  return [
    ...removed.map((shape) => {
      const words = phrase(place, 'variant-removed', { from: describeType(shape) });
      return change(place, { narrowed: true, widened: false }, shape.pointer, 'base', words);
    }),
    ...added.map((shape) => {
      const words = phrase(place, 'variant-added', { to: describeType(shape) });
      return change(place, { narrowed: false, widened: true }, shape.pointer, 'head', words);
    }),
  ];
}

function compareShapes(place: Place, base: Shape, head: Shape): Change[] {
  return [
    ...compareKinds(place, base, head),
    ...compareLimits(place, base, head),
    ...compareProperties(place, base, head),
    ...compareParts(place, base, head),
    ...comparePlaces(place, base, head),
  ];
}

/** The type (an integer may become a number), and the list of values. */
function compareKinds(place: Place, base: Shape, head: Shape): Change[] {
  const changes: Change[] = [];
  if (base.type !== head.type) {
    const shift = { narrowed: base.type === 'number', widened: head.type === 'number' };
    const words = phrase(place, 'numeric', { from: base.type, to: head.type });
    changes.push(change(place, shift, head.pointer, 'head', words));
  }
  const [before, after] = [base.values, head.values];
  const removed = [...(before ?? [])].filter((value) => after && !after.has(value));
  const added = [...(after ?? [])].filter((value) => before && !before.has(value));
  if (!before && after) {
    const words = phrase(place, 'values-listed', { to: [...after].join(', ') });
    changes.push(change(place, { narrowed: true, widened: false }, head.pointer, 'head', words));
  }
  if (before && !after) {
    const words = phrase(place, 'values-free', {});
    changes.push(change(place, { narrowed: false, widened: true }, head.pointer, 'head', words));
  }
  if (removed.length > 0) {
    const words = phrase(place, 'values-removed', { from: removed.join(', ') });
    changes.push(change(place, { narrowed: true, widened: false }, head.pointer, 'head', words));
  }
  if (added.length > 0) {
    const words = phrase(place, 'values-added', { to: added.join(', ') });
    changes.push(change(place, { narrowed: false, widened: true }, head.pointer, 'head', words));
  }
  return changes;
}

function compareLimits(place: Place, base: Shape, head: Shape): Change[] {
  const changes: Change[] = [];
  for (const keyword of new Set([...base.limits.keys(), ...head.limits.keys()])) {
    const [before, after] = [base.limits.get(keyword) ?? [], head.limits.get(keyword) ?? []];
    const shift = compareLimit(keyword, before, after);
    const facts = { keyword, from: before.join(' and '), to: after.join(' and ') };
    const words = phrase(place, 'limit', facts);
    changes.push(change(place, shift, head.pointer, 'head', words));
  }
  for (const keyword of new Set([...base.others.keys(), ...head.others.keys()])) {
    if (base.others.get(keyword) === head.others.get(keyword)) continue;
    const words = phrase(place, 'other', { keyword });
    changes.push(change(place, { narrowed: true, widened: true }, head.pointer, 'head', words));
  }
  return changes.filter(({ level }) => level !== 'none');
}

function compareProperties(place: Place, base: Shape, head: Shape): Change[] {
  const changes: Change[] = [];
  for (const name of new Set([...base.properties.keys(), ...head.properties.keys()])) {
    const [before, after] = [base.properties.get(name), head.properties.get(name)];
    const inside = { ...place, name: `${place.name}.${name}` };
    const needed = head.required.has(name);
    if (before && after) changes.push(...compareSchemas(inside, before, after));
    if (before && !after) {
      const words = phrase(inside, 'property-removed', {});
      const pointer = before[0]?.pointer ?? base.pointer;
      changes.push(change(place, { narrowed: true, widened: true }, pointer, 'base', words));
    }
    if (!before && after) {
      const words = phrase(inside, needed ? 'required-added' : 'property-added', {});
      const shift = { narrowed: needed, widened: false };
      changes.push(
        change(place, shift, after[0]?.pointer ?? head.pointer, 'head', words, 'addition'),
      );
    }
  }
  return [...changes, ...compareRequired(place, base, head)];
}

/** Properties that both sides know, or that neither describes. */
function compareRequired(place: Place, base: Shape, head: Shape): Change[] {
  const changes: Change[] = [];
  for (const name of new Set([...base.required, ...head.required])) {
    const [before, after] = [base.required.has(name), head.required.has(name)];
    const known = base.properties.has(name) === head.properties.has(name);
    if (before === after || !known) continue;
    const inside = { ...place, name: `${place.name}.${name}` };
    const words = phrase(inside, after ? 'now-required' : 'now-optional', {});
    const pointer = head.properties.get(name)?.[0]?.pointer ?? head.pointer;
    changes.push(change(place, { narrowed: after, widened: before }, pointer, 'head', words));
  }
  return changes;
}

/** A part that a side lacks takes anything. */
function compareParts(place: Place, base: Shape, head: Shape): Change[] {
  const keywords = new Set([...base.parts.keys(), ...head.parts.keys()]);
  return [...keywords].flatMap((keyword) => {
    const [before, after] = [base.parts.get(keyword), head.parts.get(keyword)];
    const name = keyword === 'items' ? `${place.name}[]` : `${place.name} (${keyword})`;
    const inside = { ...place, name };
    if (before && after) return compareSchemas(inside, before, after);
    const pointer = (after ?? before)?.[0]?.pointer ?? head.pointer;
    const words = phrase(inside, after ? 'part-added' : 'part-removed', { keyword });
    const shift = { narrowed: !before, widened: !after };
    return [change(place, shift, pointer, after ? 'head' : 'base', words)];
  });
}

function comparePlaces(place: Place, base: Shape, head: Shape): Change[] {
  const length = Math.max(base.places.length, head.places.length);
  return Array.from({ length }, (_, index) => {
    const inside = { ...place, name: `${place.name}[${index}]` };
    const anywhere = (shape: Shape): Conjunction => shape.parts.get('items') ?? [];
    const before = base.places[index] ?? anywhere(base);
    const after = head.places[index] ?? anywhere(head);
    return compareSchemas(inside, before, after);
  }).flat();
}

/** @param otherwise the level where neither side of the contract breaks */
function change(
  { direction }: Place,
  { narrowed, widened }: Shift,
  pointer: string,
  side: Change['side'],
  words: Words,
  otherwise: Level = 'none',
): Change {
  const breaks = direction === 'request' ? narrowed : widened;
  const differs = narrowed || widened;
  const level = breaks ? 'breaking' : differs ? 'addition' : otherwise;
  return { pointer, side, direction, level, ...words };
}
