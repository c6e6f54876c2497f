import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { fromPointer, isObject, mapValues, toPointer } from './json.js';

/** An error in the document itself, reported with its place and without a stack. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  /** Where in the document, where that is known. */
  readonly pointer: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly pointer?: string } = {}) {
    super(message, options);
    this.pointer = options.pointer;
  }
}

/** Several times what the largest documents have; nested aliases can stand for billions. */
const MAX_VALUES = 1_000_000;

/** The text of an OpenAPI document, with the position of each value. */
export class SpecSource {
  readonly file: string;
  readonly text: string;
  /** The text's own structure, with its comments and its style. */
  readonly yaml: Document;
  /** What is in doubt or passed over, each with its place; grows as the document is read. */
  readonly warnings: string[];
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.yaml = parseDocument(text, {
      ...{ lineCounter: this.#lines, merge: true },
      // It compares each key with all before it.
      uniqueKeys: false,
    });
    const [problem] = this.yaml.errors;
    if (problem !== undefined) throw this.#syntaxError(problem.message, problem.pos[0]);
    this.#settleNodes();
    this.warnings = this.yaml.warnings.map(({ message, pos }) =>
      this.#at(pos[0], summary(message)),
    );
  }

  #settleNodes(): void {
    const anchors = new Set<string>();
    visit(this.yaml, {
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        if (isMap(node)) this.#settleKeys(node);
      },
      Alias: (_, alias) => {
        if (!anchors.has(alias.source))
          throw this.#syntaxError(`no anchor &${alias.source} before the alias`, alias.range?.[0]);
      },
    });
  }

  /** Keys are texts in JSON: `null`, `010` or `1.0` as a key is what is written there. */
  #settleKeys({ items }: YAMLMap): void {
    const names = new Set<unknown>();
    for (const { key, value } of items) {
      const offset = isNode(key) ? key.range?.[0] : 0;
      if (isMap(key) || isSeq(key))
        throw this.#syntaxError('a list or a map is no key in JSON', offset);
      if (!isScalar(key)) continue;
      if (typeof key.value === 'symbol') this.#requireMaps(value, offset);
      else {
        if (key.source !== undefined) key.value = key.source;
        if (names.has(key.value)) throw this.#syntaxError('Map keys must be unique', offset);
        names.add(key.value);
      }
    }
  }

  /** What `<<` merges into a map. */
  #requireMaps(merged: unknown, offset: number | undefined): void {
    const target = isAlias(merged) ? merged.resolve(this.yaml) : merged;
    const sources = isSeq(target) ? target.items : [target];
    const isOther = (source: unknown) =>
      !isMap(isAlias(source) ? source.resolve(this.yaml) : source);
    if (sources.some(isOther)) throw this.#syntaxError('<< merges maps only', offset);
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
    const path: string[] = [];
    let count = 0;
    const inner = (key: string, item: unknown): unknown => {
      path.push(key);
      const made = copy(item);
      path.pop();
      return made;
    };
    const copy = (value: unknown): unknown => {
      count += 1;
      if (count > MAX_VALUES)
        throw this.error(toPointer(path), `more than ${MAX_VALUES} values, by aliases of aliases`);
      if (!Array.isArray(value) && !isObject(value)) return this.#toJsonScalar(value, path);
      if (open.has(value))
        throw this.error(toPointer(path), 'an alias stands inside of its own anchor');
      open.add(value);
      const made = Array.isArray(value)
        ? value.map((item, index) => inner(`${index}`, item))
        : mapValues(value, (item, key) => inner(key, item));
      open.delete(value);
      return made;
    };
    return copy(shared);
  }

  /** The JSON value of a scalar that only YAML has. */
  #toJsonScalar(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && !Number.isFinite(value))
      this.warn(toPointer(path), `${value} is not JSON, and is read as null`);
    return JSON.parse(JSON.stringify(value ?? null));
  }

  /** Notes what is passed over, once. */
  warn(pointer: string, message: string): void {
    const warning = this.describe(pointer, message);
    if (!this.warnings.includes(warning)) this.warnings.push(warning);
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

  #syntaxError(message: string, offset = 0): SpecError {
    return new SpecError(this.#at(offset, `not valid YAML: ${summary(message)}`));
  }

  #at(offset: number, message: string): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.file}:${line}:${col}: ${message}`;
  }
}

/** Without the place, which the parser says in words, and the excerpt. */
function summary(message: string): string {
  return message.split(/ at line \d+|\n/)[0] ?? message;
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
