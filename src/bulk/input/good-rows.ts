import { checkRequest, type InviteRequest } from '../../operation.js';

/** How many rows are read back at a time. */
const blockSize = 500;

/**
 * Rows that can be sent, kept as text outside of the heap: as objects they would be most of what
 * an import of a long file holds.
 */
export class GoodRows implements Iterable<InviteRequest> {
  readonly #blocks: Buffer[] = [];
  readonly #lines: number[] = [];
  #latest: InviteRequest[] = [];

  get length(): number {
    return this.#lines.length;
  }

  add(line: number, request: InviteRequest): void {
    this.#lines.push(line);
    if (this.#latest.push(request) === blockSize) this.#pack();
  }

  /** Where a row begins in the file, counted from 1; 0 where there is no such row. */
  lineOf(index: number): number {
    return this.#lines[index] ?? 0;
  }

  *[Symbol.iterator](): Generator<InviteRequest> {
    this.#pack();
    for (const block of this.#blocks) {
      const requests: unknown = JSON.parse(block.toString());
      if (Array.isArray(requests)) yield* requests.filter(checkRequest);
    }
  }

  #pack(): void {
    this.#blocks.push(Buffer.from(JSON.stringify(this.#latest)));
    this.#latest = [];
  }
}
