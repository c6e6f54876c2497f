import { isObject, listAt, objectAt, type JsonObject } from '../../scripts/openapi/json.js';
import { assignable } from './assignable.js';
import { generateInto, type Check } from './generated.js';

export type Direction = 'request' | 'response';
export const DIRECTIONS = ['request', 'response'] as const satisfies readonly Direction[];

/** A body with its check and its type, and values grouped by what these must decide. */
export interface Subject {
  readonly name: string;
  readonly check: Check;
  /** Relative to the folder that was generated into. */
  readonly type: string;
  readonly accepts: readonly unknown[];
  readonly refuses: readonly unknown[];
  /** Values that only the check rejects, because TypeScript cannot express the keyword. */
  readonly wider: readonly unknown[];
}

export interface Tried {
  readonly name: string;
  readonly check: Check | undefined;
  readonly type: string;
  /** Objects with lists of values under `accepts`, `refuses` and `wider`. */
  readonly values: readonly unknown[];
}

export function toSubject({ name, check, type, values }: Tried): Subject {
  if (check === undefined) throw new Error(`${name}: no check`);
  const valuesOf = (key: string) => values.filter(isObject).flatMap((from) => listAt(from, key));
  return {
    name,
    check,
    type,
    accepts: valuesOf('accepts'),
    refuses: valuesOf('refuses'),
    wider: valuesOf('wider'),
  };
}

/**
 * Generates from a document, whose operations have one JSON request and one JSON success.
 *
 * @param bodies by operation and direction: objects as in {@link Tried}
 */
export async function subjectsOf(
  folder: string,
  { name, document, bodies }: { name: string; document: string; bodies: JsonObject },
): Promise<Subject[]> {
  const checks = await generateInto(folder, name, document);
  return Object.entries(bodies).flatMap(([id, own]) => {
    const operation = `import('./${name}-schema.js').operations[${JSON.stringify(id)}]`;
    const content = '["content"]["application/json"]';
    return DIRECTIONS.filter((direction) => isObject(objectAt({ own }, 'own')[direction])).map(
      (direction) =>
        toSubject({
          name: `${id} ${direction}`,
          check:
            direction === 'request' ? checks.get(id)?.request : checks.get(id)?.responses['200'],
          type:
            direction === 'request'
              ? `NonNullable<${operation}["requestBody"]>${content}`
              : `${operation}["responses"][200]${content}`,
          values: [objectAt(objectAt({ own }, 'own'), direction)],
        }),
    );
  });
}

/** The values that the checks judge wrongly. */
export function wrongVerdicts(subjects: readonly Subject[]): unknown[] {
  return subjects.flatMap(({ name, check, accepts, refuses, wider }) => [
    ...accepts.filter((value) => !check(value)).map((value) => [name, 'refuses', value]),
    ...[...refuses, ...wider].filter(check).map((value) => [name, 'accepts', value]),
  ]);
}

/**
 * What the types say otherwise than they should, of the values themselves and of all that differ
 * from an accepted one in one place. A type has to admit what its check accepts, and to refuse what
 * its check refuses by nothing but keywords that types speak of.
 *
 * @param wider the names of subjects that TypeScript has no words for
 * @param others files that have to compile besides
 */
export async function wrongTypes(
  folder: string,
  subjects: readonly Subject[],
  { wider = [], others = [] }: { wider?: readonly string[]; others?: readonly string[] } = {},
): Promise<unknown[]> {
  const claims = subjects.flatMap((subject) => {
    const claim = (isAdmitted: boolean) => (value: unknown) => ({ ...subject, value, isAdmitted });
    const near = unique(subject.accepts.flatMap(nearMisses));
    const isRefused = (value: unknown) => isExcludedByType(subject.check, value);
    const excluded = wider.includes(subject.name) ? [] : near.filter(isRefused);
    return [
      ...[...subject.accepts, ...subject.wider, ...near.filter(subject.check)].map(claim(true)),
      ...[...subject.refuses, ...excluded].map(claim(false)),
    ];
  });
  const holds = await assignable(folder, claims, others);
  return claims
    .filter(({ isAdmitted }, index) => holds[index] !== isAdmitted)
    .map(({ name, isAdmitted, value }) => [name, isAdmitted ? 'refuses' : 'admits', value]);
}

/** Keywords that types can express. */
const TYPED = ['required', 'type', 'enum', 'const', 'anyOf', 'oneOf', 'false schema'];

function isExcludedByType(check: Check, value: unknown): boolean {
  return !check(value) && (check.errors ?? []).every(({ keyword }) => TYPED.includes(keyword));
}

/** Variants of a value that differ in one place: a missing property, or a value of another kind. */
function nearMisses(value: unknown): unknown[] {
  const others = [null, 'other', 12345, {}].filter(
    (other) => typeof other !== typeof value || other === null,
  );
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const changed = items.flatMap((item, at) =>
      nearMisses(item).map((other) => items.with(at, other)),
    );
    return [...others, ...changed];
  }
  if (!isObject(value)) return others;
  const changed = Object.entries(value).flatMap(([name, item]) =>
    nearMisses(item).map((other) => ({ ...value, [name]: other })),
  );
  const without = Object.keys(value).map((name) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)),
  );
  return [...others, ...changed, ...without];
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
