import type { Change, DataDirection, Subject } from './change.js';
import type { Shape } from './shape.js';

export interface ChangeFacts {
  readonly from?: string;
  readonly to?: string;
  readonly keyword?: string;
}

/** Texts for requests and for responses, and for the generated types. */
type TextOf = (
  name: string,
  facts: Required<ChangeFacts>,
) => {
  readonly request: string;
  /** Left out if it is the same. */
  readonly response?: string;
  /** Left out if the types stay as they are. */
  readonly types?: Readonly<Record<DataDirection, string>> | string;
};

const texts = {
  type: (name, { from, to }) => ({
    request: `\`${name}\` must be ${to} now, not ${from}.`,
    response: `\`${name}\` is ${to} now, not ${from}.`,
    types: `${from} became ${to}; code that uses it stops compiling`,
  }),
  'to-number': (name) => ({
    request: `\`${name}\` may be any number now, not only an integer.`,
  }),
  'to-integer': (name) => ({
    request: `\`${name}\` must be an integer now.`,
    response: `\`${name}\` is always an integer now.`,
  }),
  'variant-removed': (name, { from }) => ({
    request: `\`${name}\` may no longer be ${from}.`,
    response: `\`${name}\` is never ${from} any more.`,
    types: {
      request: `no longer ${from}; code that sends it stops compiling`,
      response: `no longer ${from}`,
    },
  }),
  'variant-added': (name, { to }) => ({
    request: `\`${name}\` may also be ${to} now.`,
    response: `\`${name}\` may also be ${to} now: code that reads it must expect that.`,
    types: {
      request: `also ${to}`,
      response: `may be ${to} now; code that relies on the rest stops compiling`,
    },
  }),
  'values-listed': (name, { to }) => ({
    request: `\`${name}\` must be one of ${to} now.`,
    response: `\`${name}\` is always one of ${to} now.`,
    types: {
      request: `only ${to}; code that sends other values stops compiling`,
      response: `only ${to}`,
    },
  }),
  'values-free': (name) => ({
    request: `\`${name}\` may have any value of its type now.`,
    response: `\`${name}\` may have any value of its type now: code that knows all values breaks.`,
    types: {
      request: 'any value of its type',
      response: 'any value of its type; code that needs one of a list stops compiling',
    },
  }),
  limit: (name, facts) => ({
    request: `\`${name}\` must be sent ${limitOf(facts)} now${formerOf(facts)}.`,
    response: `\`${name}\` is returned ${limitOf(facts)} now${formerOf(facts)}.`,
  }),
  condition: (name, { keyword }) => ({
    request: `The condition \`${keyword}\` on \`${name}\` is another now.`,
  }),
  exclusive: (name) => ({
    request: `\`${name}\` is accepted by fewer or other overlapping alternatives (\`oneOf\`) now.`,
    response: `\`${name}\` may match other overlapping alternatives (\`oneOf\`) now.`,
  }),
  'not-understood': (name, { keyword }) => ({
    request: `\`${name}\`: the keyword \`${keyword}\` differs and is not understood. Compare it by hand.`,
  }),
  default: (name, { from, to }) => ({
    request: `Without \`${name}\`, callers get ${to} now instead of ${from}.`,
    response: `The documented default of \`${name}\` is ${to} now instead of ${from}.`,
  }),
  'property-removed': (name) => ({
    request: `\`${name}\` is gone: it must not be sent any more.`,
    response: `\`${name}\` is gone: code that reads it breaks.`,
    types: {
      request: 'removed; code that sends it stops compiling',
      response: 'removed; code that reads it stops compiling',
    },
  }),
  'property-undescribed': (name) => ({
    request: `\`${name}\` is no longer described; it may still be sent.`,
    response: `\`${name}\` is no longer described; it may still be returned.`,
  }),
  'property-added': (name) => ({
    request: `Callers may send \`${name}\` now.`,
    response: `\`${name}\` may be returned now.`,
    types: 'new, optional',
  }),
  'required-added': (name) => ({
    request: `Callers must send \`${name}\` now.`,
    response: `\`${name}\` is returned now.`,
    types: { request: 'new and required; calls without it stop compiling', response: 'new' },
  }),
  'now-required': (name) => ({
    request: `Callers must send \`${name}\` now; it was optional.`,
    response: `\`${name}\` is always returned now.`,
    types: { request: 'required now; calls without it stop compiling', response: 'always there' },
  }),
  'now-optional': (name) => ({
    request: `Callers may leave \`${name}\` out now.`,
    response: `\`${name}\` may be missing now: code that reads it must expect that.`,
    types: {
      request: 'optional now',
      response: 'may be undefined now; code that relies on it stops compiling',
    },
  }),
  'part-added': (name) => ({
    request: `\`${name}\` is limited now, where anything was allowed.`,
    response: `\`${name}\` is described now, where anything was possible.`,
    types: { request: 'limited now', response: 'described now' },
  }),
  'part-removed': (name) => ({
    request: `\`${name}\` is no longer limited.`,
    response: `\`${name}\` is no longer limited: anything may be returned.`,
    types: 'no longer limited',
  }),
} satisfies Record<string, TextOf>;

function limitOf({ keyword, to }: Required<ChangeFacts>): string {
  return to === '' ? `without \`${keyword}\`` : `with \`${keyword}\` ${to}`;
}

function formerOf({ from }: Required<ChangeFacts>): string {
  return from === '' ? '' : ` (it was ${from})`;
}

export type ChangeKind = keyof typeof texts;

/** Describes a change for the direction in which it happens. */
export function describeChange(
  { name, direction }: Subject<DataDirection>,
  kind: ChangeKind,
  { from = '', to = '', keyword = '' }: ChangeFacts,
): Pick<Change, 'meaning' | 'types'> {
  const text: TextOf = texts[kind];
  const { types, request, response = request } = text(name, { from, to, keyword });
  const type = typeof types === 'object' ? types[direction] : types;
  return {
    meaning: direction === 'request' ? request : response,
    types: type === undefined ? [] : [`${name}: ${type}`],
  };
}

/** A shape in a word or two; a component by its name. */
export function describeType({ type, values, node }: Shape): string {
  if (values) return [...values].join(' or ');
  const [, name] = /^#\/components\/schemas\/([^/]+)$/.exec(node.pointer) ?? [];
  return type === 'object' && name !== undefined ? name : type;
}
