import type { Impact } from './change.js';
import { canonical, wholeOf, type Located, type OpenApiDocument } from './document.js';
import { isObject, objectAt, stringsAt } from '../openapi/json.js';
import type { ChangeFacts, ChangeKind } from './change-text.js';
import { areShapesDisjoint } from './disjoint.js';
import { movedLimits, type Shift } from './limits.js';
import type { SchemaReader } from './reader.js';
import type { Conjunction, Shape } from './shape.js';

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
const replaced: Shift = { narrowed: true, widened: true };
const unchanged: Shift = { narrowed: false, widened: false };

/** The two readers of one direction. */
export interface Readers {
  readonly base: SchemaReader;
  readonly head: SchemaReader;
}

/** How two shapes of one family of types differ. */
export function compareShapes(readers: Readers, base: Shape, head: Shape): Differences {
  const { direction } = readers.base;
  const parts = [
    compareProperties(readers, base, head),
    compareAdditional(direction, base, head),
    compareParts(readers, base, head),
  ];
  const links = [...parts.flatMap((part) => part.links), ...comparePlaces(base, head)];
  const own = [
    ...compareKinds(base, head),
    ...compareLimits(base, head),
    ...parts.flatMap((part) => part.own),
  ];
  return { own, links };
}

/** The type (an integer may become a number), and the list of values. */
function compareKinds(base: Shape, head: Shape): Difference[] {
  const found: Difference[] = [];
  const add = (kind: ChangeKind, shift: Shift, facts: ChangeFacts): void => {
    found.push({ kind, ...shift, facts, pointer: head.pointer, side: 'head' });
  };
  if (base.type !== head.type) {
    const shift = base.type === 'number' ? narrowed : widened;
    add(base.type === 'number' ? 'to-integer' : 'to-number', shift, {});
  }
  const [before, after] = [base.values, head.values];
  if (!before && after) add('values-listed', narrowed, { to: [...after].join(', ') });
  if (before && !after) add('values-free', widened, {});
  if (!before || !after) return found;
  const gone = [...before].filter((value) => !after.has(value));
  const come = [...after].filter((value) => !before.has(value));
  if (gone.length > 0) add('values-removed', narrowed, { from: gone.join(', ') });
  if (come.length > 0) add('values-added', widened, { to: come.join(', ') });
  return found;
}

function compareLimits(base: Shape, head: Shape): Difference[] {
  const at = { pointer: head.pointer, side: 'head' } as const;
  const moved = movedLimits(base, head).map(({ keyword, from, to, ...shift }): Difference => {
    const facts = { keyword, from: from.join(' and '), to: to.join(' and ') };
    return { kind: 'limit', ...shift, facts, ...at };
  });
  const others = new Set([...base.others.keys(), ...head.others.keys()]);
  const differing = [...others].filter((key) => base.others.get(key) !== head.others.get(key));
  return [
    ...moved,
    ...differing.map((keyword): Difference => {
      return { kind: 'not-understood', ...replaced, facts: { keyword }, ...at };
    }),
  ];
}

function compareProperties(readers: Readers, base: Shape, head: Shape): Differences {
  const names = new Set(
    [base, head].flatMap(({ properties, required, withheld }) => [
      ...properties.keys(),
      ...required,
      ...withheld,
    ]),
  );
  const found = [...names].map((name) => {
    const before = base.properties.has(name);
    const after = mayHave(readers.head, head, name);
    if (before && after) return bothDescribe(readers, name, base, head);
    if (before) return noLonger(readers, name, base, head);
    return after ? newlyDescribed(readers, name, base, head) : undescribed(name, base, head);
  });
  return { own: found.flatMap(({ own }) => own), links: found.flatMap(({ links }) => links) };
}

/** Whether a property is described, and not by a schema that forbids it. */
function mayHave(reader: SchemaReader, { properties, required }: Shape, name: string): boolean {
  const schemas = properties.get(name);
  return schemas !== undefined && (required.has(name) || reader.shapesOf(schemas).length > 0);
}

function bothDescribe(readers: Readers, name: string, base: Shape, head: Shape): Differences {
  const [before, after] = [base.properties.get(name) ?? [], head.properties.get(name) ?? []];
  const required = undescribed(name, base, head).own;
  const byDefault = compareDefaults(readers, before, after, base.required.has(name));
  const suffix = `.${name}`;
  return {
    own: [...required, ...byDefault.map((difference) => ({ ...difference, suffix }))],
    links: [{ suffix, base: before, head: after }],
  };
}

/** True if a property is required, described or not. */
function undescribed(name: string, base: Shape, head: Shape): Differences {
  const [before, after] = [base.required.has(name), head.required.has(name)];
  const pointer = head.properties.get(name)?.[0]?.pointer ?? head.pointer;
  const at = { pointer, side: 'head', suffix: `.${name}` } as const;
  const own: Difference[] = [];
  if (before !== after)
    own.push({
      kind: after ? 'now-required' : 'now-optional',
      ...(after ? narrowed : widened),
      ...at,
    });
  const isHidden = head.withheld.has(name) && !base.withheld.has(name);
  if (isHidden && accepts(base, name)) own.push({ kind: 'property-removed', ...replaced, ...at });
  return { own, links: [] };
}

/** Whether a request may hold a property that is not described. */
function accepts(shape: Shape, name: string): boolean {
  if (shape.withheld.has(name) || shape.properties.has(name)) return false;
  if (additionalOf(shape)?.[0]?.value === false) return false;
  return !isClosed('request', shape);
}

/** A name that a condition may require may be sent where the condition is met. */
function isRequiredByCondition({ parts }: Shape, name: string): boolean {
  return [...parts].some(([keyword, schemas]) => {
    if (!/^(then|else|dependentSchemas)/.test(keyword)) return false;
    return schemas.some(
      ({ value }) => isObject(value) && stringsAt(value, 'required').includes(name),
    );
  });
}

function noLonger(
  { base: { direction } }: Readers,
  name: string,
  base: Shape,
  head: Shape,
): Differences {
  const before = base.properties.get(name) ?? [];
  const pointer = before[0]?.pointer ?? base.pointer;
  const suffix = `.${name}`;
  const stays = direction === 'request' && accepts(head, name);
  const kind = stays ? 'property-undescribed' : 'property-removed';
  const wasAlwaysSent = base.required.has(name) && !head.required.has(name);
  const gone = direction === 'response' || wasAlwaysSent ? replaced : narrowed;
  const shift = stays ? widened : gone;
  const own: Difference[] = [{ kind, ...shift, pointer, side: 'base', suffix }];
  if (stays && head.required.has(name) && !base.required.has(name))
    own.push({ kind: 'now-required', ...narrowed, pointer: head.pointer, side: 'head', suffix });
  const rest = additionalOf(head);
  return { own, links: stays && rest ? [{ suffix, base: before, head: rest }] : [] };
}

function newlyDescribed(
  { base: reader }: Readers,
  name: string,
  base: Shape,
  head: Shape,
): Differences {
  const { direction } = reader;
  const after = head.properties.get(name) ?? [];
  const [before, isRequired] = [base.required.has(name), head.required.has(name)];
  const suffix = `.${name}`;
  const own: Difference = {
    kind: isRequired ? 'required-added' : 'property-added',
    narrowed: isRequired && !before,
    widened: before && !isRequired,
    pointer: after[0]?.pointer ?? head.pointer,
    side: 'head',
    suffix,
    otherwise: 'addition',
    ...(direction === 'response' && { isExtension: true }),
  };
  // What was allowed without a description may have been something else.
  const rest = additionalOf(base);
  const wasOpen =
    direction === 'request' && (accepts(base, name) || isRequiredByCondition(base, name));
  const isCompared = rest ? rest[0]?.value !== false : wasOpen;
  const known = isCompared ? [rest ?? []] : [];
  const besides = isClosed(direction, base) ? describedBeside(reader, base, name) : [];
  const links = [...known, ...besides].map((was) => ({ suffix, base: was, head: after }));
  return { own: [own], links };
}

/**
 * What other alternatives of a union say of a property. A value that fits several of them at once
 * may have the properties of each, except in a `oneOf`, which refuses it.
 */
function describedBeside(reader: SchemaReader, shape: Shape, name: string): Conjunction[] {
  if (shape.excluded.length > 0) return [];
  return shape.union.flatMap((other) => {
    const schemas = other.properties.get(name);
    return schemas && !areShapesDisjoint([reader, reader], shape, other) ? [schemas] : [];
  });
}

function additionalOf({ parts }: Shape): Conjunction | undefined {
  return parts.get('additionalProperties');
}

/** Whether properties that the document does not describe are refused without its saying so. */
export function isClosed(direction: 'request' | 'response', shape: Shape): boolean {
  const isSilent = !shape.isOpen && additionalOf(shape) === undefined;
  return direction === 'request' && shape.describesProperties && isSilent;
}

/** The default of an omitted property. */
function compareDefaults(
  { base: { direction, document }, head: { document: headDocument } }: Readers,
  base: Conjunction,
  head: Conjunction,
  isRequired: boolean,
): Difference[] {
  const [before, after] = [defaultOf(document, base), defaultOf(headDocument, head)];
  if (before === after) return [];
  const isNoted = direction === 'response' || isRequired;
  const facts = { from: before ?? 'no documented default', to: after ?? 'no documented default' };
  const pointer = head[0]?.pointer ?? '#';
  const otherwise = isNoted ? 'documentation' : before === undefined ? 'addition' : 'breaking';
  return [{ kind: 'default', ...unchanged, facts, pointer, side: 'head', otherwise }];
}

/** The default that one of the schemas, or a part of it, documents. */
export function defaultOf(document: OpenApiDocument, schemas: Conjunction): string | undefined {
  const parts = schemas.flatMap((schema) => wholeOf(document, schema));
  const values = parts.map(({ value }) => objectAt({ value }, 'value')['default']);
  const found = values.find((value) => value !== undefined);
  return found === undefined ? undefined : canonical(found);
}

function compareAdditional(
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
function compareParts(readers: Readers, base: Shape, head: Shape): Differences {
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

function comparePlaces(base: Shape, head: Shape): Link[] {
  const length = Math.max(base.places.length, head.places.length);
  const at = (shape: Shape, index: number): Conjunction =>
    shape.places[index] ?? shape.parts.get('items') ?? [];
  return Array.from({ length }, (_, index) => {
    return { suffix: `[${index}]`, base: at(base, index), head: at(head, index) };
  });
}
