import type { Difference } from './difference.js';
import { canonical } from './fingerprint.js';
import { partsNamed, type Limit, type Shape } from './shape.js';

/** Formats whose values are all valid in another one. */
const widerFormats: ReadonlyMap<unknown, readonly unknown[]> = new Map([
  ['int32', ['int64']],
  ['float', ['double']],
  ['email', ['idn-email']],
  ['hostname', ['idn-hostname']],
  ['uri', ['iri', 'uri-reference', 'iri-reference']],
  ['iri', ['iri-reference']],
  ['uri-reference', ['iri-reference']],
]);
const distinctFormats: readonly unknown[] = [
  ...['date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'email', 'uri'],
];

/** Patterns that every string matches. */
const emptyPatterns: readonly unknown[] = [
  '',
  '^',
  '$',
  '.*',
  '^.*',
  '.*$',
  '(.*)',
  '[\\s\\S]*',
  '^[\\s\\S]*$',
];
/** Every string without a line break matches, so no narrower pattern accepts more. */
const linePatterns: readonly unknown[] = ['^.*$', '^(.*)$'];

/** True if a keyword with this value has no effect. */
export function isNoLimit([keyword, value]: Limit): boolean {
  if (value === undefined || value === false) return true;
  if (keyword === 'pattern') return emptyPatterns.includes(value);
  // A hint for those who show a form.
  if (keyword === 'format') return value === 'password';
  // A number with it is already an integer.
  if (keyword === 'multipleOf') return value === 1;
  return value === 0 && /^min(Length|Items|Properties)$/.test(keyword);
}

/** The limits that differ between two shapes of one family of types. */
export function compareLimits(base: Shape, head: Shape): Difference[] {
  const groups = new Set([...base.limits, ...head.limits].map(([keyword]) => groupOf(keyword)));
  // That `contains` comes or goes says it all.
  const areBoth = base.parts.has('contains') === head.parts.has('contains');
  const compared = [...groups].filter((group) => areBoth || !group.endsWith('Contains'));
  return compared.flatMap((group) => {
    const shift = { narrowed: asksMore(group, head, base), widened: asksMore(group, base, head) };
    if (!shift.narrowed && !shift.widened) return [];
    const [from, to] = [limitsIn(base, group), limitsIn(head, group)];
    const [keyword = group] = [...to, ...from].map(([name]) => name);
    const listed = (limits: readonly Limit[]): string =>
      limits.map(([, value]) => value).join(' and ');
    const facts = { keyword, from: listed(from), to: listed(to) };
    return [{ kind: 'limit', ...shift, facts, node: head.node }];
  });
}

/** `minimum` and `exclusiveMinimum` say one thing. */
function groupOf(keyword: string): string {
  if (keyword === 'exclusiveMinimum') return 'minimum';
  return keyword === 'exclusiveMaximum' ? 'maximum' : keyword;
}

function limitsIn({ limits }: Shape, group: string): Limit[] {
  return limits.filter(([keyword]) => groupOf(keyword) === group);
}

/** Whether one shape refuses, by this group of keywords, a value that the other accepts. */
function asksMore(group: string, shape: Shape, other: Shape): boolean {
  const asked = limitsIn(shape, group);
  const implied = impliedLimit(other, group);
  const known = [
    ...limitsIn(other, group),
    ...(implied === undefined ? [] : [[group, implied] as const]),
  ];
  const { values } = other;
  if (values && asked.every((limit) => [...values].every((value) => satisfies(value, limit))))
    return false;
  // That all are integers now is another difference.
  if (/^(min|max)/.test(group) && asked.every(([, value]) => typeof value === 'number'))
    return compareBounds(boundOf(asked, other.type), boundOf(known, other.type)) > 0;
  return asked.some(([, value]) => !known.some((one) => implies(group, one[1], value)));
}

/** What follows from other keywords. */
function impliedLimit(shape: Shape, group: string): unknown {
  const { required, properties, parts } = shape;
  const isForbidden = (keyword: string): boolean =>
    parts.get(keyword)?.some(({ value }) => value === false) === true;
  const hasPatterns = partsNamed(shape, 'patternProperties').length > 0;
  const isClosed = isForbidden('additionalProperties') && !hasPatterns;
  if (group === 'minProperties') return required.size;
  if (group === 'maxProperties' && isClosed) return properties.size;
  if (group === 'maxItems' && isForbidden('items')) return partsNamed(shape, 'prefixItems').length;
  return group === 'uniqueItems' ? greatestOf(shape, 'maxItems') <= 1 : undefined;
}

/** The least of a shape's upper bounds of one keyword; infinite if there is none. */
export function greatestOf(shape: Shape, keyword: string): number {
  return -boundOf(limitsIn(shape, keyword), shape.type)[0];
}

/** Whether a limit that is no bound follows from one of the same keyword. */
function implies(keyword: string, known: unknown, value: unknown): boolean {
  if (canonical(known) === canonical(value)) return true;
  if (keyword === 'pattern') return linePatterns.includes(value);
  if (keyword === 'format') return widerFormats.get(known)?.includes(value) === true;
  const areNumbers = typeof known === 'number' && typeof value === 'number';
  return keyword === 'multipleOf' && areNumbers && isMultiple(known, value);
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

/** A least number, and whether it is itself refused. For a greatest number, both are negated. */
type Bound = readonly [limit: number, isExclusive: boolean];

function toBound([keyword, value]: Limit): Bound {
  const limit = typeof value === 'number' ? signOf(keyword) * value : -Infinity;
  return [limit, keyword.startsWith('exclusive')];
}

function signOf(keyword: string): 1 | -1 {
  return /^(min|exclusiveMin)/.test(keyword) ? 1 : -1;
}

/** The strictest of some bounds, which all are least or all are greatest ones. */
function boundOf(limits: readonly Limit[], type: Shape['type']): Bound {
  return limits
    .map(toBound)
    .map(([limit, isExclusive]): Bound => {
      if (type !== 'integer') return [limit, isExclusive];
      return [isExclusive ? Math.floor(limit) + 1 : Math.ceil(limit), false];
    })
    .reduce((a, b) => (compareBounds(a, b) >= 0 ? a : b), [-Infinity, false]);
}

function compareBounds(a: Bound, b: Bound): number {
  return a[0] === b[0] ? Number(a[1]) - Number(b[1]) : a[0] - b[0];
}

/** Whether a value, given as JSON, keeps a limit; undefined if that is not known. */
export function satisfies(json: string, limit: Limit): boolean | undefined {
  const value: unknown = JSON.parse(json);
  const [keyword, asked] = limit;
  if (typeof value === 'string' && keyword === 'pattern') return matches(value, String(asked));
  const size = typeof value === 'string' ? Array.from(value).length : value;
  if (typeof size !== 'number' || typeof asked !== 'number') return undefined;
  if (keyword === 'multipleOf') return isMultiple(size, asked);
  return compareBounds([signOf(keyword) * size, false], toBound(limit)) >= 0;
}

function matches(text: string, pattern: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return undefined;
  }
}

const bounds = ['imum', 'Length', 'Items', 'Properties'];

/** Whether the limits of two shapes of one family are known to have no value in common. */
export function areLimitsDisjoint(a: Shape, b: Shape): boolean {
  return refusesList(a, b) || refusesList(b, a) || areApart(a, b) || areApart(b, a);
}

function refusesList({ limits }: Shape, { values }: Shape): boolean {
  const isRefused = (value: string): boolean =>
    limits.some((limit) => satisfies(value, limit) === false);
  return values !== undefined && [...values].every(isRefused);
}

/** Whether the least of one is beyond the greatest of the other, or a format is another one. */
function areApart(low: Shape, high: Shape): boolean {
  const isBeyond = bounds.some((name) => {
    const [least, isExclusive] = boundOf(limitsIn(low, `min${name}`), low.type);
    const [most, excludesMost] = boundOf(limitsIn(high, `max${name}`), high.type);
    return least + most > 0 || (least + most === 0 && (isExclusive || excludesMost));
  });
  const formatsOf = (shape: Shape): unknown[] =>
    limitsIn(shape, 'format')
      .map(([, format]) => format)
      .filter((format) => distinctFormats.includes(format));
  const others = formatsOf(high);
  return isBeyond || formatsOf(low).some((format) => others.some((other) => other !== format));
}
