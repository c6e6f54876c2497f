import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { fromPointer, toPointer } from './json.js';

/** A fault in the document itself: said in one message that names the place, never as a stack. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  /** Where in the document, where that is known. */
  readonly pointer: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly pointer?: string } = {}) {
    super(message, options);
    this.pointer = options.pointer;
  }
}

/** Far more than any document has; nested aliases can stand for billions. */
const MAX_VALUES = 5_000_000;

/** What JSON makes of a scalar that only YAML knows. */
function toJsonScalar(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value)
    ? null
    : JSON.parse(JSON.stringify(value ?? null));
}

/** The text of an OpenAPI document, and where each of its values stands in it. */
export class SpecSource {
  readonly file: string;
  readonly text: string;
  /** The text's own structure, with its comments and its style. */
  readonly yaml: Document;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.yaml = parseDocument(text, { lineCounter: this.#lines, merge: true });
    const [problem] = this.yaml.errors;
    if (problem !== undefined) throw this.#syntaxError(problem.message, problem.pos[0]);
  }

  toJson(): unknown {
    let shared: unknown;
    try {
      shared = this.yaml.toJS({ maxAliasCount: -1 }) ?? null;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SpecError(`${this.file}: not a plain JSON document: ${reason}`, { cause });
    }
    return this.#unshared(shared);
  }

  /** A copy in which each value that anchors share is a value of its own, as in JSON. */
  #unshared(shared: unknown): unknown {
    const open = new Set<unknown>();
    let count = 0;
    const copy = (value: unknown, path: readonly string[]): unknown => {
      if (typeof value !== 'object' || value === null) return toJsonScalar(value);
      if (open.has(value))
        throw this.error(toPointer(path), 'an alias stands inside of its own anchor');
      count += 1;
      if (count > MAX_VALUES)
        throw this.error('#', `more than ${MAX_VALUES} values by its aliases`);
      open.add(value);
      const made = Array.isArray(value)
        ? value.map((item, index) => copy(item, [...path, `${index}`]))
        : Object.fromEntries(
            Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]),
          );
      open.delete(value);
      return made;
    };
    return copy(shared, []);
  }

  error(pointer: string, message: string): SpecError {
    return new SpecError(this.describe(pointer, message), { pointer });
  }

  /** A message with the file, the line and the pointer that it is about. */
  describe(pointer: string, message: string): string {
    return `${this.file}:${this.lineOf(pointer)}: ${message} (at ${pointer})`;
  }

  /** The line of a key or a list's item, or of its nearest parent when the pointer names no such. */
  lineOf(pointer: string): number {
    let node: unknown = this.yaml.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const segment of fromPointer(pointer) ?? []) {
      const child = childOf(isAlias(node) ? node.resolve(this.yaml) : node, segment);
      if (child === undefined) break;
      node = child.node;
      offset = child.offset;
    }
    return this.#lines.linePos(offset).line;
  }

  #syntaxError(message: string, offset: number): SpecError {
    const { line, col } = this.#lines.linePos(offset);
    const [summary = message] = message.split(/ at line \d+|\n/);
    return new SpecError(`${this.file}:${line}:${col}: not valid YAML: ${summary}`);
  }
}

/** What a key or an index leads to, and the offset at which that key or item stands. */
function childOf(parent: unknown, segment: string): { node: unknown; offset: number } | undefined {
  if (isSeq(parent)) return placed(parent.items[Number(segment)], undefined);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
  return pair && placed(pair.value, pair.key);
}

function placed(node: unknown, key: unknown): { node: unknown; offset: number } | undefined {
  const start = isNode(key) ? key : node;
  return isNode(start) && start.range ? { node, offset: start.range[0] } : undefined;
}
