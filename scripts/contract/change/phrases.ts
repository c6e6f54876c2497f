import type { Place } from './place.js';
import type { Shape } from './shape.js';

/** The two readings of a change. */
export interface Words {
  readonly meaning: string;
  readonly types: readonly string[];
}

interface Facts {
  readonly from?: string;
  readonly to?: string;
  readonly keyword?: string;
}

/** Two sentences, for requests and for responses, and what the generated types say. */
type Phrase = (
  name: string,
  facts: Required<Facts>,
) => {
  readonly request: string;
  readonly response: string;
  /** Without it the types stay as they are. */
  readonly types?: Readonly<Partial<Record<'request' | 'response', string>>> | string;
};

const phrases = {
  type: (name, { from, to }) => ({
    request: `\`${name}\` must be ${to} now, not ${from}.`,
    response: `\`${name}\` is ${to} now, not ${from}.`,
    types: `${from} became ${to}; code that uses it stops compiling`,
  }),
  numeric: (name, { from, to }) => ({
    request: `\`${name}\` may be any ${to} now, not only ${from}.`,
    response: `\`${name}\` may be any ${to} now, not only ${from}.`,
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
  'values-removed': (name, { from }) => ({
    request: `\`${name}\` may no longer be ${from}.`,
    response: `\`${name}\` is never ${from} any more.`,
    types: {
      request: `without ${from}; code that sends it stops compiling`,
      response: `without ${from}`,
    },
  }),
  'values-added': (name, { to }) => ({
    request: `\`${name}\` may also be ${to} now.`,
    response: `\`${name}\` may also be ${to} now: code that knows all values breaks.`,
    types: {
      request: `also ${to}`,
      response: `may be ${to} now; a switch over all values stops compiling`,
    },
  }),
  limit: (name, { keyword, from, to }) => ({
    request: limitSentence('must be sent', name, keyword, from, to),
    response: limitSentence('is returned', name, keyword, from, to),
  }),
  other: (name, { keyword }) => ({
    request: `What \`${name}\` may be changed in a way (\`${keyword}\`) that has to be judged by hand.`,
    response: `What \`${name}\` can be changed in a way (\`${keyword}\`) that has to be judged by hand.`,
  }),
  'property-removed': (name) => ({
    request: `\`${name}\` is gone: it must not be sent any more.`,
    response: `\`${name}\` is gone: code that reads it breaks.`,
    types: {
      request: 'removed; code that sends it stops compiling',
      response: 'removed; code that reads it stops compiling',
    },
  }),
  'property-added': (name) => ({
    request: `Callers may send \`${name}\` now.`,
    response: `\`${name}\` may be returned now.`,
    types: { request: 'new, optional', response: 'new, optional' },
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
    types: { request: 'no longer limited', response: 'no longer limited' },
  }),
} satisfies Record<string, Phrase>;

function limitSentence(
  verb: string,
  name: string,
  keyword: string,
  from: string,
  to: string,
): string {
  const rule = to === '' ? `without \`${keyword}\`` : `with \`${keyword}\` ${to}`;
  return `\`${name}\` ${verb} ${rule} now${from === '' ? '' : ` (it was ${from})`}.`;
}

/** Says a change in the words of its direction. */
export function phrase(
  { name, direction }: Place,
  kind: keyof typeof phrases,
  facts: Facts,
): Words {
  const { from = '', to = '', keyword = '' } = facts;
  const make: Phrase = phrases[kind];
  const { types, ...sentences } = make(name, { from, to, keyword });
  const said = typeof types === 'object' ? types[direction] : types;
  return {
    meaning: sentences[direction],
    types: said === undefined ? [] : [`${name}: ${said}`],
  };
}

/** A shape in a word or two. */
export function describeType({ type, values }: Shape): string {
  if (values && type !== 'null') return [...values].join(' or ');
  return type === 'any' ? 'anything' : type;
}
