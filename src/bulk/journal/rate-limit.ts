import type { KnownLimit, LearnedLimit } from '../../call/rate-limiter.js';
import { isObject } from '../../json.js';
import type { Contents } from './format.js';

/** How long a learned rate limit is valid, and when it is tested again, in milliseconds. */
const longestAge = 7 * 24 * 3_600_000;
const oldAge = 3_600_000;

/**
 * The rate limit in a journal; undefined if there is none, or if it is too old.
 *
 * @param now milliseconds since 1970
 */
export function recallLimit({ rateLimit, entries }: Contents, now: number): KnownLimit | undefined {
  if (!isRecord(rateLimit)) return undefined;
  const { kind, requests, milliseconds } = rateLimit;
  const age = now - Date.parse(rateLimit.at);
  if (!(age >= 0 && age <= longestAge)) return undefined;
  const passed = [...entries.values()]
    .filter(({ state, source }) => state === 'invited' && source === undefined)
    .map((entry) => now - Date.parse(entry.at))
    .filter((ago) => ago >= 0 && ago < milliseconds)
    .sort((a, b) => b - a);
  return { limit: { kind, requests, milliseconds }, isOld: age > oldAge, passed };
}

function isRecord(value: unknown): value is LearnedLimit & { readonly at: string } {
  if (!isObject(value)) return false;
  const { kind, requests, milliseconds, at } = value;
  const isKind = kind === 'window' || (kind === 'interval' && requests === 1);
  const isCount = typeof requests === 'number' && Number.isSafeInteger(requests) && requests > 0;
  const isSpan = typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= 86_400_000;
  return isKind && isCount && isSpan && typeof at === 'string';
}
