import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { fromPointer } from './json.js';

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
    try {
      // The detour through text cuts values that anchors share into copies of their own.
      return JSON.parse(JSON.stringify(this.yaml.toJS({ maxAliasCount: 1000 }) ?? null));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SpecError(`${this.file}: not a plain JSON document: ${reason}`, { cause });
    }
  }

  error(pointer: string, message: string): SpecError {
    const place = `${this.file}:${this.lineOf(pointer)}`;
    return new SpecError(`${place}: ${message} (at ${pointer})`, { pointer });
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
