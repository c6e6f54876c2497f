import { isObject, stringsAt } from '../openapi/json.js';
import { narrowed, replaced, widened } from './difference.js';
import type { Link, ShapeDifference } from './difference.js';
import { areShapesDisjoint } from './disjoint.js';
import { SpecNode } from './document.js';
import { additionalOf, isClosed, type Conjunction, type Shape } from './shape.js';

/** What all properties have to be that nothing else describes. */
export function compareAdditional(base: Shape, head: Shape): ShapeDifference[] {
  if (base.type !== 'object') return [];
  const [before, after] = [additionalOf(base), additionalOf(head)];
  const suffix = ' (additionalProperties)';
  if (before && after) return [{ kind: 'link', suffix, base: before, head: after }];
  const [wasClosed, isNowClosed] = [isClosed(base), isClosed(head)];
  const isForbidden = (after ?? before)?.[0]?.value === false;
  if (before) {
    const shift = isNowClosed && !isForbidden ? narrowed : widened;
    return [{ kind: 'part-removed', ...shift, suffix, node: before[0] ?? base.node }];
  }
  if (!after && (wasClosed || !isNowClosed)) return [];
  // Servers mostly took what was not described, though a generated client did not send it.
  const shift = after && wasClosed && !isForbidden ? replaced : narrowed;
  return [{ kind: 'part-added', ...shift, suffix, node: after?.[0] ?? head.node }];
}

/** A part that one side lacks accepts anything there. */
export function compareParts(base: Shape, head: Shape): ShapeDifference[] {
  const keywords = new Set([...base.parts.keys(), ...head.parts.keys()]);
  keywords.delete('additionalProperties');
  return [...keywords].flatMap((keyword): ShapeDifference[] => {
    const before = partOf(keyword, base, head);
    // Servers mostly take what is not described, but the next client will not send it.
    const isRefused = isPattern(keyword) && isClosed(head);
    const after = partOf(keyword, head, base) ?? (isRefused ? nothing(head) : undefined);
    const suffix = suffixOf(keyword);
    // Where a condition goes, so may properties that only it described.
    if (before && /^(then|else|dependentSchemas)/.test(keyword)) {
      const [from, to] = [describedIn(base, head), describedIn(head, base)];
      const now = [...(after ?? []), ...to];
      return [{ kind: 'link', suffix, base: [...before, ...from], head: now }];
    }
    if (before && after) {
      const condition = conditionOf(keyword, [base, head]);
      return [{ kind: 'link', suffix, base: before, head: after, ...(condition && { condition }) }];
    }
    if (before) return [{ kind: 'part-removed', ...widened, suffix, node: before[0] ?? base.node }];
    return after ? [{ kind: 'part-added', ...narrowed, suffix, node: after[0] ?? head.node }] : [];
  });
}

function suffixOf(keyword: string): string {
  const isItem = /^(items|prefixItems)/.test(keyword);
  return isItem ? `[${keyword.replace(/^\D+/, '')}]` : ` (${keyword})`;
}

function isPattern(keyword: string): boolean {
  return keyword.startsWith('patternProperties');
}

function nothing({ node }: Shape): Conjunction {
  return [node.with(false, 'unevaluatedProperties')];
}

/** What a whole describes, as the other does: a condition on it need not describe it again. */
function describedIn({ type, node, properties }: Shape, other: Shape): Conjunction {
  if (type !== 'object') return [];
  const names = [...properties.keys()].filter((name) => other.properties.has(name)).sort();
  const value = { properties: Object.fromEntries(names.map((name) => [name, true])) };
  return [new SpecNode(node.document, `#${JSON.stringify(names)}`, value)];
}

/** A part, unless it refuses nothing of what the other side accepts. */
function partOf(keyword: string, shape: Shape, other: Shape): Conjunction | undefined {
  const part = shape.parts.get(keyword);
  if (isPattern(keyword)) return part ?? additionalOf(shape);
  if (keyword.startsWith('prefixItems')) return part ?? shape.parts.get('items') ?? [];
  const [, kind, which] = /^(not|if|then|else)(.*)$/.exec(keyword) ?? [];
  if (part === undefined) return undefined;
  if (kind === 'not') {
    const refused = shape.reader.shapesOf(part);
    const isVoid = refused.every((one) => areShapesDisjoint(one, other));
    return isVoid ? undefined : part;
  }
  if (kind === 'if') {
    const isUsed = ['then', 'else'].some((then) => partOf(then + which, shape, other));
    return isUsed ? part : undefined;
  }
  const isMoot =
    (kind === 'then' || kind === 'else') && part.every((one) => onlyRequires(one, other.required));
  return isMoot ? undefined : part;
}

/** Whether a schema only requires properties that are among these. */
function onlyRequires({ value }: SpecNode, names: Pick<ReadonlySet<string>, 'has'>): boolean {
  if (!isObject(value) || Object.keys(value).join() !== 'required') return false;
  return stringsAt(value, 'required').every((name) => names.has(name));
}

function conditionOf(keyword: string, shapes: readonly [Shape, Shape]): Link['condition'] {
  if (keyword.startsWith('not')) return 'inverted';
  const hasUpperBound = shapes.some(({ limits }) =>
    limits.some(([name]) => name === 'maxContains'),
  );
  if (keyword.startsWith('contains')) return hasUpperBound ? 'invariant' : undefined;
  if (!keyword.startsWith('if')) return undefined;
  const which = keyword.slice(2);
  const [, { reader, properties }] = shapes;
  // What no longer meets a condition need not do what its `then` asks for, but in a request, it
  // may no longer have the properties that only the `then` names.
  const isFreed = shapes.every(({ parts }) => {
    const then = parts.get(`then${which}`) ?? [];
    const isDescribed = then.every((one) => onlyRequires(one, properties));
    return !parts.has(`else${which}`) && (reader.direction === 'response' || isDescribed);
  });
  return isFreed ? 'inverted' : 'invariant';
}
