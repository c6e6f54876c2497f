import { canonical } from './fingerprint.js';
import type { Shape } from './shape.js';

/** Whether the head accepts fewer values than the base, more, both, or the same. */
export interface Shift {
  readonly narrowed: boolean;
  readonly widened: boolean;
}

/** +1 if a greater number accepts fewer values, -1 if it accepts more. */
const directions: Readonly<Record<string, 1 | -1>> = {
  minLength: 1,
  minItems: 1,
  minContains: 1,
  minProperties: 1,
  maxLength: -1,
  maxItems: -1,
  maxContains: -1,
  maxProperties: -1,
};

/** Formats whose values are all valid in another one. */
const widerFormats: Readonly<Record<string, readonly string[]>> = {
  int32: ['int64'],
  float: ['double'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
  uri: ['iri', 'uri-reference', 'iri-reference'],
  iri: ['iri-reference'],
  'uri-reference': ['iri-reference'],
};
const distinctFormats = ['date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'email', 'uri'];

/** Patterns that every string matches. */
const emptyPatterns = ['', '^', '$', '.*', '^.*', '.*$', '(.*)', '[\\s\\S]*', '^[\\s\\S]*$'];
/** Every string without a line break matches, so no narrower pattern accepts more. */
const linePatterns = ['^.*$', '^(.*)$'];

/** True if a keyword with this value has no effect. */
export function isNoLimit(keyword: string, value: unknown): boolean {
  if (value === undefined || value === false) return true;
  if (keyword === 'pattern') return emptyPatterns.some((pattern) => pattern === value);
  // A hint for those who show a form.
  if (keyword === 'format') return value === 'password';
  // A number with it is already an integer.
  if (keyword === 'multipleOf') return value === 1;
  return value === 0 && /^min(Length|Items|Properties)$/.test(keyword);
}

/** A keyword of both sides whose limits moved. */
export interface MovedLimit extends Shift {
  readonly keyword: string;
  readonly from: readonly unknown[];
  readonly to: readonly unknown[];
}

/** The limits that differ between two shapes of one family of types. */
export function movedLimits(base: Shape, head: Shape): MovedLimit[] {
  const groups = new Set([...base.limits.keys(), ...head.limits.keys()].map(groupOf));
  return [...groups].flatMap((group) => {
    const shift = compareGroup(group, base, head);
    if (!shift.narrowed && !shift.widened) return [];
    const from = entriesOf(base, group);
    const to = entriesOf(head, group);
    const [keyword = group] = [...to.keys(), ...from.keys()];
    const values = (entries: typeof from): unknown[] => [...entries.values()].flat();
    return [{ ...shift, keyword, from: values(from), to: values(to) }];
  });
}

/** `minimum` and `exclusiveMinimum` say one thing. */
function groupOf(keyword: string): string {
  if (keyword === 'exclusiveMinimum') return 'minimum';
  return keyword === 'exclusiveMaximum' ? 'maximum' : keyword;
}

function entriesOf({ limits }: Shape, group: string): Map<string, readonly unknown[]> {
  return new Map([...limits].filter(([keyword]) => groupOf(keyword) === group));
}

function compareGroup(group: string, base: Shape, head: Shape): Shift {
  // That `contains` comes or goes says it all.
  const areBoth = base.parts.has('contains') === head.parts.has('contains');
  if (/^(min|max)Contains$/.test(group) && !areBoth) return { narrowed: false, widened: false };
  return { narrowed: asksMore(group, head, base), widened: asksMore(group, base, head) };
}

/** Whether one shape refuses, by this group of keywords, a value that the other accepts. */
function asksMore(group: string, shape: Shape, other: Shape): boolean {
  const asked = entriesOf(shape, group);
  if (other.values && [...asked].every(([keyword, all]) => satisfyAll(other, keyword, all)))
    return false;
  const least = group === 'minProperties' ? [other.required.size] : [];
  const known = [...least, ...[...entriesOf(other, group).values()].flat()];
  if (group === 'minimum' || group === 'maximum') {
    const sign = group === 'minimum' ? 1 : -1;
    // That all are integers now is another difference.
    const areWhole = other.type === 'integer';
    return compareBounds(bound(shape, sign, areWhole), bound(other, sign, areWhole)) > 0;
  }
  return [...asked.values()].flat().some((value) => !isImplied(group, value, known));
}

function satisfyAll({ values }: Shape, keyword: string, limits: readonly unknown[]): boolean {
  return [...(values ?? [])].every((text) =>
    limits.every((limit) => satisfies(text, keyword, limit) === true),
  );
}

/** Whether a limit follows from those of the other side. */
function isImplied(keyword: string, value: unknown, known: readonly unknown[]): boolean {
  const sign = directions[keyword];
  const same = known.some((other) => canonical(other) === canonical(value));
  if (same) return true;
  if (keyword === 'pattern') return known.length > 0 && linePatterns.some((all) => all === value);
  if (keyword === 'format') {
    return known.some((other) => widerFormats[String(other)]?.includes(String(value)) === true);
  }
  if (typeof value !== 'number') return false;
  const numbers = known.filter((other) => typeof other === 'number');
  if (keyword === 'multipleOf') return numbers.some((other) => isMultiple(other, value));
  return sign !== undefined && numbers.some((other) => sign * other >= sign * value);
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

/** A number, and whether it is itself refused. Both are as if they were lower bounds. */
type Bound = readonly [limit: number, isExclusive: boolean];

function bound({ type, limits }: Shape, sign: 1 | -1, isWhole = type === 'integer'): Bound {
  const name = sign === 1 ? 'inimum' : 'aximum';
  const read = (keyword: string, isExclusive: boolean): Bound[] =>
    (limits.get(keyword) ?? [])
      .filter((value) => typeof value === 'number')
      .map((value) => [sign * value, isExclusive]);
  const all = [...read(`m${name}`, false), ...read(`exclusiveM${name}`, true)];
  return all
    .map((one) => (isWhole ? wholeBound(one) : one))
    .reduce((a, b) => (compareBounds(a, b) >= 0 ? a : b), [-Infinity, false]);
}

function wholeBound([limit, isExclusive]: Bound): Bound {
  return [isExclusive ? Math.floor(limit) + 1 : Math.ceil(limit), false];
}

function compareBounds(a: Bound, b: Bound): number {
  return a[0] === b[0] ? Number(a[1]) - Number(b[1]) : a[0] - b[0];
}

/** Whether a value, given as JSON, keeps a limit; undefined if that is not known. */
export function satisfies(json: string, keyword: string, limit: unknown): boolean | undefined {
  const value: unknown = JSON.parse(json);
  if (typeof value === 'string') return textSatisfies(value, keyword, limit);
  if (typeof value !== 'number' || typeof limit !== 'number') return undefined;
  if (keyword === 'minimum') return value >= limit;
  if (keyword === 'maximum') return value <= limit;
  if (keyword === 'exclusiveMinimum') return value > limit;
  if (keyword === 'exclusiveMaximum') return value < limit;
  return keyword === 'multipleOf' ? isMultiple(value, limit) : undefined;
}

function textSatisfies(text: string, keyword: string, limit: unknown): boolean | undefined {
  if (keyword === 'pattern' && typeof limit === 'string') {
    try {
      return new RegExp(limit, 'u').test(text);
    } catch {
      return undefined;
    }
  }
  if (typeof limit !== 'number') return undefined;
  const length = Array.from(text).length;
  if (keyword === 'minLength') return length >= limit;
  return keyword === 'maxLength' ? length <= limit : undefined;
}

/** Whether the limits of two shapes of one family are known to have no value in common. */
export function areLimitsDisjoint(a: Shape, b: Shape): boolean {
  const listed = (list: Shape, other: Shape): boolean =>
    list.values !== undefined &&
    [...list.values].every((text) =>
      [...other.limits].some(([key, all]) =>
        all.some((limit) => satisfies(text, key, limit) === false),
      ),
    );
  if (listed(a, b) || listed(b, a)) return true;
  const crossed = (low: Shape, high: Shape): boolean => {
    const [least, [most, isExclusive]] = [bound(low, 1), bound(high, -1)];
    return (
      compareBounds(least, [-most, false]) > 0 || (least[0] === -most && (least[1] || isExclusive))
    );
  };
  if (crossed(a, b) || crossed(b, a)) return true;
  const sizes = ['Length', 'Items', 'Properties'];
  const apart = (low: Shape, high: Shape): boolean =>
    sizes.some((size) => greatest(low, `min${size}`) > least(high, `max${size}`));
  return apart(a, b) || apart(b, a) || areFormatsDistinct(a, b);
}

function greatest({ limits }: Shape, keyword: string): number {
  return Math.max(...(limits.get(keyword) ?? []).map(Number), -Infinity);
}

function least({ limits }: Shape, keyword: string): number {
  return Math.min(...(limits.get(keyword) ?? []).map(Number), Infinity);
}

function areFormatsDistinct(a: Shape, b: Shape): boolean {
  const [one, other] = [a, b].map(({ limits }) => limits.get('format') ?? []);
  const known = (formats: readonly unknown[] = []): string[] =>
    distinctFormats.filter((format) => formats.includes(format));
  return known(one).some((format) => known(other).some((second) => second !== format));
}
