import { canonical, wholeOf, type OpenApiDocument } from './document.js';
import { isObject, objectAt, stringsAt } from '../openapi/json.js';
import type { ChangeFacts, ChangeKind } from './change-text.js';
import { narrowed, replaced, unchanged, widened } from './difference.js';
import type { Difference, Differences, Readers } from './difference.js';
import { areShapesDisjoint } from './disjoint.js';
import { movedLimits, type Shift } from './limits.js';
import { compareAdditional, compareParts, comparePlaces } from './parts.js';
import type { SchemaReader } from './reader.js';
import { additionalOf, isClosed, type Conjunction, type Shape } from './shape.js';

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
  if (gone.length > 0) add('variant-removed', narrowed, { from: gone.join(', ') });
  if (come.length > 0) add('variant-added', widened, { to: come.join(', ') });
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
