import { isObject, stringsAt } from '../openapi/json.js';
import { narrowed, replaced, widened } from './difference.js';
import type { Difference, Differences, Link, Readers } from './difference.js';
import { areShapesDisjoint } from './disjoint.js';
import type { Located } from './document.js';
import type { SchemaReader } from './reader.js';
import { additionalOf, isClosed, type Conjunction, type Shape } from './shape.js';

/** What all properties have to be that nothing else describes. */
export function compareAdditional(
  direction: 'request' | 'response',
  base: Shape,
  head: Shape,
): Differences {
  if (base.type !== 'object') return { own: [], links: [] };
  const [before, after] = [additionalOf(base), additionalOf(head)];
  const suffix = ' (additionalProperties)';
  if (before && after) return { own: [], links: [{ suffix, base: before, head: after }] };
  const [wasClosed, isNowClosed] = [isClosed(direction, base), isClosed(direction, head)];
  const isForbidden = (after ?? before)?.[0]?.value === false;
  const at = { suffix, ...(after ? sideOf(after, 'head', head) : sideOf(before, 'base', base)) };
  if (after) {
    // Servers mostly took what was not described, though a generated client did not send it.
    const shift = wasClosed && !isForbidden ? replaced : narrowed;
    return { own: [{ kind: 'part-added', ...shift, ...at }], links: [] };
  }
  if (before) {
    const shift = isNowClosed && !isForbidden ? narrowed : widened;
    return { own: [{ kind: 'part-removed', ...shift, ...at }], links: [] };
  }
  if (wasClosed || !isNowClosed) return { own: [], links: [] };
  const place = sideOf(undefined, 'head', head);
  return { own: [{ kind: 'part-added', ...narrowed, suffix, ...place }], links: [] };
}

function sideOf(part: Conjunction | undefined, side: 'base' | 'head', shape: Shape) {
  return { pointer: part?.[0]?.pointer ?? shape.pointer, side };
}

/** A part that one side lacks accepts anything there. */
export function compareParts(readers: Readers, base: Shape, head: Shape): Differences {
  const keywords = new Set([...base.parts.keys(), ...head.parts.keys()]);
  keywords.delete('additionalProperties');
  const own: Difference[] = [];
  const links: Link[] = [];
  for (const keyword of keywords) {
    const { base: ours, head: theirs } = readers;
    const before = partOf([ours, theirs], keyword, base, head);
    // Servers mostly take what is not described, but the next client will not send it.
    const isRefused = isPattern(keyword) && isClosed(ours.direction, head);
    const after =
      partOf([theirs, ours], keyword, head, base) ?? (isRefused ? nothing(head) : undefined);
    if (!before && !after) continue;
    const suffix = keyword === 'items' ? '[]' : ` (${keyword})`;
    // Where a condition goes, so may properties that only it described.
    if (before && /^(then|else|dependentSchemas)/.test(keyword)) {
      const beside = describedBy(base, head);
      const now = [...(after ?? []), ...beside];
      links.push({ suffix, base: [...before, ...beside], head: now });
      continue;
    }
    if (before && after) {
      const condition = conditionOf(ours.direction, keyword, [base, head]);
      links.push({ suffix, base: before, head: after, ...(condition && { condition }) });
      continue;
    }
    const shift = after ? narrowed : widened;
    const at = after ? sideOf(after, 'head', head) : sideOf(before, 'base', base);
    own.push({ kind: after ? 'part-added' : 'part-removed', ...shift, suffix, ...at });
  }
  return { own, links };
}

function isPattern(keyword: string): boolean {
  return keyword.startsWith('patternProperties');
}

function nothing({ pointer }: Shape): Conjunction {
  return [{ value: false, pointer: `${pointer}/unevaluatedProperties` }];
}

/** What both wholes describe: a condition on it need not describe it again. */
function describedBy(base: Shape, head: Shape): Conjunction {
  if (base.type !== 'object') return [];
  const names = [...base.properties.keys()].filter((name) => head.properties.has(name)).sort();
  const value = { properties: Object.fromEntries(names.map((name) => [name, true])) };
  return [{ value, pointer: `#${JSON.stringify(names)}` }];
}

/** A part, unless it refuses nothing of what the other side accepts. */
function partOf(
  readers: readonly [SchemaReader, SchemaReader],
  keyword: string,
  shape: Shape,
  other: Shape,
): Conjunction | undefined {
  const part = shape.parts.get(keyword);
  if (isPattern(keyword)) return part ?? additionalOf(shape);
  const [, kind, which] = /^(not|if|then|else)(.*)$/.exec(keyword) ?? [];
  if (part === undefined) return undefined;
  if (kind === 'not') {
    const refused = readers[0].shapesOf(part);
    const isVoid = refused.every((one) => areShapesDisjoint(readers, one, other));
    return isVoid ? undefined : part;
  }
  if (kind === 'if') {
    const isUsed = ['then', 'else'].some((then) => partOf(readers, then + which, shape, other));
    return isUsed ? part : undefined;
  }
  const isMoot =
    (kind === 'then' || kind === 'else') && part.every((one) => onlyRequires(one, other.required));
  return isMoot ? undefined : part;
}

/** Whether a schema only requires properties that are among these. */
function onlyRequires({ value }: Located, names: Pick<ReadonlySet<string>, 'has'>): boolean {
  if (!isObject(value) || Object.keys(value).join() !== 'required') return false;
  return stringsAt(value, 'required').every((name) => names.has(name));
}

function conditionOf(
  direction: 'request' | 'response',
  keyword: string,
  shapes: readonly [Shape, Shape],
): Link['condition'] {
  if (keyword.startsWith('not')) return 'inverted';
  const hasUpperBound = shapes.some(({ limits }) => limits.has('maxContains'));
  if (keyword.startsWith('contains')) return hasUpperBound ? 'invariant' : undefined;
  if (!keyword.startsWith('if')) return undefined;
  const which = keyword.slice(2);
  const [, { properties }] = shapes;
  // What no longer meets a condition need not do what its `then` asks for, but in a request, it
  // may no longer have the properties that only the `then` names.
  const isFreed = shapes.every(({ parts }) => {
    const then = parts.get(`then${which}`) ?? [];
    const isDescribed = then.every((one) => onlyRequires(one, properties));
    return !parts.has(`else${which}`) && (direction === 'response' || isDescribed);
  });
  return isFreed ? 'inverted' : 'invariant';
}

/** The places of a tuple. */
export function comparePlaces(base: Shape, head: Shape): Link[] {
  const length = Math.max(base.places.length, head.places.length);
  const at = (shape: Shape, index: number): Conjunction =>
    shape.places[index] ?? shape.parts.get('items') ?? [];
  return Array.from({ length }, (_, index) => {
    return { suffix: `[${index}]`, base: at(base, index), head: at(head, index) };
  });
}
