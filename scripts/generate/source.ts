import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { fromPointer } from './json.js';

/** A fault in the document itself: said in one message that names the place, never as a stack. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

/** The text of an OpenAPI document, and where each of its values stands in it. */
export class SpecSource {
  readonly file: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, merge: true });
    const [problem] = this.#document.errors;
    if (problem !== undefined) throw this.#syntaxError(problem.message, problem.pos[0]);
  }

  toJson(): unknown {
    try {
      // The detour through text cuts values that anchors share into copies of their own.
      return JSON.parse(JSON.stringify(this.#document.toJS({ maxAliasCount: 1000 }) ?? null));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SpecError(`${this.file}: not a plain JSON document: ${reason}`, { cause });
    }
  }

  error(pointer: string, message: string): SpecError {
    const line = this.#lineOf(fromPointer(pointer) ?? []);
    return new SpecError(`${this.file}:${line}: ${message} (at ${pointer})`);
  }

  #syntaxError(message: string, offset: number): SpecError {
    const { line, col } = this.#lines.linePos(offset);
    const [summary = message] = message.split(/ at line \d+|\n/);
    return new SpecError(`${this.file}:${line}:${col}: not valid YAML: ${summary}`);
  }

  /** The line of the value, or of its nearest parent when the pointer names something absent. */
  #lineOf(segments: string[]): number {
    for (let length = segments.length; length >= 0; length -= 1) {
      const node = this.#document.getIn(segments.slice(0, length), true);
      if (isNode(node) && node.range) return this.#lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}
