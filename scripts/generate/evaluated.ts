/**
 * Ajv's code without statically evaluated properties that nobody asks for: what a function has
 * evaluated matters to its callers, and to itself only where it varies.
 */
export function withoutKnownEvaluated(code: string): string {
  const known = new Set(Array.from(code.matchAll(KNOWN_EVALUATED), ([, name]) => name));
  const withoutResets = code.replaceAll(RESET, (found, _local, name: string) =>
    known.has(name) ? '' : found,
  );
  // A recursive schema is called by a wrapper, which asks for what it has evaluated.
  const wrapped = new Set(Array.from(code.matchAll(WRAPPED), ([, name]) => name));
  const uses = new Map<string, number>();
  for (const [name] of withoutResets.matchAll(/validate\d+\.evaluated/g))
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return withoutResets.replaceAll(KNOWN_EVALUATED, (found, name: string) =>
    uses.get(`${name}.evaluated`) === 1 && !wrapped.has(name) ? '' : found,
  );
}

const WRAPPED = /const wrapper\d+ = \{validate: ?(validate\d+)\};/g;

const KNOWN_EVALUATED =
  /(validate\d+)\.evaluated = \{[^{}]*(?:\{[^{}]*\}[^{}]*)*"dynamicProps":false,"dynamicItems":false\};/g;

const RESET =
  /const (evaluated\d+) = (validate\d+)\.evaluated;if\(\1\.dynamicProps\)\{\1\.props = undefined;\}if\(\1\.dynamicItems\)\{\1\.items = undefined;\}/g;
