import type { ExistingInvite } from './existing.js';
import { formatProjects } from './input/access.js';
import type { Terms } from './journal/format.js';

/** The role and projects of a listed invite. Properties that the row does not have are ignored. */
export function termsOf(listed: ExistingInvite, terms: Terms): Terms {
  const said = Object.entries(listed).filter(([name, value]) => name in terms && value != null);
  return { ...terms, ...Object.fromEntries<unknown>(said) };
}

/** `role reader, not owner` for each property that a row asks for in another way than before. */
export function differences(before: Terms, terms: Terms): string[] {
  return Object.keys({ ...before, ...terms })
    .filter((name) => !covers(before[name], terms[name]))
    .map((name) => `${name} ${show(before[name])}, not ${show(terms[name])}`);
}

function show(value: unknown): string {
  if (value === undefined) return 'left out';
  if (Array.isArray(value)) return formatProjects(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** True if a value equals the requested one, apart from the order of lists and extra properties. */
function covers(value: unknown, asked: unknown): boolean {
  if (Array.isArray(asked)) {
    const found = Array.isArray(value) && value.length === asked.length ? value : undefined;
    return found !== undefined && asked.every((one) => found.some((other) => covers(other, one)));
  }
  if (typeof asked !== 'object' || asked === null) return value === asked;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(asked).every(([name, one]) => covers(Reflect.get(value, name), one));
}
