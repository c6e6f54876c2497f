import { stringsAt } from '../openapi/json.js';
import type { ChangeFacts, ChangeKind } from './change-text.js';
import { compareDefaults } from './defaults.js';
import { narrowed, replaced, widened } from './difference.js';
import type { Difference, Link, ShapeDifference, Shift } from './difference.js';
import { areShapesDisjoint } from './disjoint.js';
import { compareLimits } from './limits.js';
import { compareAdditional, compareParts } from './parts.js';
import { additionalOf, isClosed, isSilent, type Conjunction, type Shape } from './shape.js';

/** How two shapes of one family of types differ, and which schemas inside of them correspond. */
export function compareShapes(base: Shape, head: Shape): ShapeDifference[] {
  return [
    ...compareKinds(base, head),
    ...compareLimits(base, head),
    ...compareOthers(base, head),
    ...compareProperties(base, head),
    ...compareAdditional(base, head),
    ...compareParts(base, head),
  ];
}

/** The type (an integer may become a number), and the list of values. */
function compareKinds(base: Shape, head: Shape): Difference[] {
  const found: Difference[] = [];
  const add = (kind: ChangeKind, shift: Shift, facts: ChangeFacts): void => {
    found.push({ kind, ...shift, facts, node: head.node });
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

/** Keywords that are not understood. */
function compareOthers(base: Shape, head: Shape): Difference[] {
  const others = new Set([...base.others.keys(), ...head.others.keys()]);
  const differing = [...others].filter((key) => base.others.get(key) !== head.others.get(key));
  return differing.map((keyword) => {
    return { kind: 'not-understood', ...replaced, facts: { keyword }, node: head.node };
  });
}

function compareProperties(base: Shape, head: Shape): ShapeDifference[] {
  const names = new Set(
    [base, head].flatMap(({ properties, required, withheld }) => [
      ...properties.keys(),
      ...required,
      ...withheld,
    ]),
  );
  return [...names].flatMap((name) => {
    const before = base.properties.has(name);
    const after = mayHave(head, name);
    if (before && after) return bothDescribe(name, base, head);
    if (before) return noLonger(name, base, head);
    return after ? newlyDescribed(name, base, head) : undescribed(name, base, head);
  });
}

/** Whether a property is described, and not by a schema that forbids it. */
function mayHave({ reader, properties, required }: Shape, name: string): boolean {
  const schemas = properties.get(name);
  return schemas !== undefined && (required.has(name) || reader.shapesOf(schemas).length > 0);
}

function bothDescribe(name: string, base: Shape, head: Shape): ShapeDifference[] {
  const [before, after] = [base.properties.get(name) ?? [], head.properties.get(name) ?? []];
  const suffix = `.${name}`;
  const isNoted = base.reader.direction === 'response' || base.required.has(name);
  const defaults = compareDefaults(before, after, { node: after[0] ?? head.node, isNoted });
  return [
    ...undescribed(name, base, head),
    ...defaults.map((difference) => ({ ...difference, suffix })),
    { kind: 'link', suffix, base: before, head: after },
  ];
}

/** True if a property is required, described or not. */
function undescribed(name: string, base: Shape, head: Shape): Difference[] {
  const node = head.properties.get(name)?.[0] ?? head.node;
  const at = { node, suffix: `.${name}` };
  const own: Difference[] = [];
  if (!base.required.has(name) && head.required.has(name))
    own.push({ kind: 'now-required', ...narrowed, ...at });
  if (base.required.has(name) && !head.required.has(name))
    own.push({ kind: 'now-optional', ...widened, ...at });
  const isHidden = head.withheld.has(name) && !base.withheld.has(name);
  if (isHidden && accepts(base, name)) own.push({ kind: 'property-removed', ...replaced, ...at });
  return own;
}

/** Whether a property may be there that is not described. */
function accepts(shape: Shape, name: string): boolean {
  if (shape.withheld.has(name) || shape.properties.has(name)) return false;
  return additionalOf(shape)?.[0]?.value !== false && !isSilent(shape);
}

/** A name that a condition may require may be sent where the condition is met. */
function isRequiredByCondition({ parts }: Shape, name: string): boolean {
  return [...parts].some(([keyword, schemas]) => {
    if (!/^(then|else|dependentSchemas)/.test(keyword)) return false;
    return schemas.some(({ object }) => stringsAt(object, 'required').includes(name));
  });
}

function noLonger(name: string, base: Shape, head: Shape): ShapeDifference[] {
  const isResponse = base.reader.direction === 'response';
  const before = base.properties.get(name) ?? [];
  const at = { node: before[0] ?? base.node, suffix: `.${name}` };
  const [wasRequired, isRequired] = [base.required.has(name), head.required.has(name)];
  if (isResponse || !accepts(head, name)) {
    const shift = isResponse || (wasRequired && !isRequired) ? replaced : narrowed;
    return [{ kind: 'property-removed', ...shift, ...at }];
  }
  const found: ShapeDifference[] = [{ kind: 'property-undescribed', ...widened, ...at }];
  if (isRequired && !wasRequired)
    found.push({ kind: 'now-required', ...narrowed, ...at, node: head.node });
  const rest = additionalOf(head);
  if (rest) found.push({ kind: 'link', suffix: at.suffix, base: before, head: rest });
  return found;
}

function newlyDescribed(name: string, base: Shape, head: Shape): ShapeDifference[] {
  const isResponse = base.reader.direction === 'response';
  const after = head.properties.get(name) ?? [];
  const [wasRequired, isRequired] = [base.required.has(name), head.required.has(name)];
  const suffix = `.${name}`;
  const own: Difference = {
    kind: isRequired ? 'required-added' : 'property-added',
    narrowed: isRequired && !wasRequired,
    widened: wasRequired && !isRequired,
    node: after[0] ?? head.node,
    suffix,
    otherwise: 'addition',
    isExtension: isResponse,
  };
  // What was allowed without a description may have been something else.
  const rest = additionalOf(base);
  const wasOpen = !isResponse && (accepts(base, name) || isRequiredByCondition(base, name));
  const isCompared = rest ? rest[0]?.value !== false : wasOpen;
  const known = isCompared ? [rest ?? []] : [];
  const besides = isClosed(base) ? describedBeside(base, name) : [];
  const links = [...known, ...besides].map((was): Link => {
    return { kind: 'link', suffix, base: was, head: after };
  });
  return [own, ...links];
}

/**
 * What other alternatives of a union say of a property. A value that fits several of them at once
 * may have the properties of each, except in a `oneOf`, which refuses it.
 */
function describedBeside(shape: Shape, name: string): Conjunction[] {
  if (shape.excluded.length > 0) return [];
  return shape.union.flatMap((other) => {
    const schemas = other.properties.get(name);
    return schemas && !areShapesDisjoint(shape, other) ? [schemas] : [];
  });
}
