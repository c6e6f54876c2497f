import fc from 'fast-check';
import type { JsonObject } from '../../openapi/json.js';
import { toRegExp } from '../../openapi/regular-expression.js';
import { maximum, minimum } from './bounds.js';
import type { Sample } from './sampler.js';

/** A text; undefined if none is found that fits. */
export function textOf(schema: JsonObject, variant: number): Sample {
  const { pattern, format } = schema;
  const [least, most] = [minimum(schema, 'minLength'), maximum(schema, 'maxLength')];
  if (least > most || least > MAX_LENGTH) return undefined;
  const formatted =
    typeof format === 'string' && Object.hasOwn(FORMATS, format)
      ? varied(FORMATS[format] ?? '', variant)
      : undefined;
  if (typeof pattern === 'string') {
    return matching(pattern, { least, most, variant, preferred: formatted });
  }
  if (formatted !== undefined) return { value: formatted };
  const base = variant === 0 ? 'string' : `string${variant}`;
  const long = base.length < least ? base.padStart(least, 'string') : base;
  return { value: long.length > most ? long.slice(long.length - most) : long };
}

const MAX_LENGTH = 10_000;

/** The first number in it counted up, which most formats stand. */
function varied(text: string, variant: number): string {
  if (variant === 0) return text;
  return /\d/.test(text)
    ? text.replace(/\d+/, (digits) => `${Number(digits) + variant}`)
    : `${text}${variant}`;
}

interface Wanted {
  readonly least: number;
  readonly most: number;
  readonly variant: number;
  /** Taken if it fits. */
  readonly preferred: string | undefined;
}

function matching(pattern: string, { least, most, variant, preferred }: Wanted): Sample {
  const expression = toRegExp(pattern);
  if (expression === undefined) return undefined;
  const fits = (text: string): boolean => {
    const { length } = Array.from(text);
    return length >= least && length <= most && expression.test(text);
  };
  if (preferred !== undefined && fits(preferred)) return { value: preferred };
  try {
    const arbitrary = fc.stringMatching(expression, { size: least > 10 ? 'medium' : 'xsmall' });
    const made = fc.sample(arbitrary, { seed: 1, numRuns: 200 });
    const fitting = [...new Set(made)].filter(fits);
    const readable = fitting.filter((text) => /^[ -~]+$/.test(text));
    const value = (readable.length > variant ? readable : fitting)[variant];
    return value === undefined ? undefined : { value };
  } catch {
    // It cannot make text for every construct of regular expressions.
    return undefined;
  }
}

const FORMATS: Record<string, string> = {
  'date-time': '2019-08-24T14:15:22Z',
  date: '2019-08-24',
  time: '14:15:22Z',
  duration: 'P3D',
  email: 'user@example.com',
  'idn-email': 'user@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.168.0.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/1',
  url: 'https://example.com/1',
  iri: 'https://example.com/1',
  'uri-reference': '/path/1',
  'iri-reference': '/path/1',
  'uri-template': 'https://example.com/{id}',
  uuid: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  'json-pointer': '/pointer/1',
  'relative-json-pointer': '1/pointer',
  regex: '[a-z]1',
  byte: 'c3RyaW5n',
};
