import { checkRequest, type InviteRequest } from '../../operation.js';

/** How many rows are read back at a time. */
const blockSize = 500;

/**
 * Rows that can be sent, kept as text outside of the heap: as objects they would be most of what
 * an import of a long file holds.
 */
export class ValidRows implements Iterable<InviteRequest> {
  readonly #blocks: Buffer[] = [];
  readonly #removed = new Set<number>();
  #lines: number[] = [];
  #latest: InviteRequest[] = [];

  get length(): number {
    return this.#lines.length;
  }

  /** Adds a row; returns its number, for {@link remove}. */
  add(line: number, request: InviteRequest): number {
    if (this.#latest.push(request) === blockSize) this.#pack();
    return this.#lines.push(line) - 1;
  }

  /** Leaves rows out. To be called once, after the last row was added. */
  remove(numbers: Iterable<number>): void {
    for (const number of numbers) this.#removed.add(number);
    this.#lines = this.#lines.filter((_, number) => !this.#removed.has(number));
  }

  /** The line of a row in the file, from 1; 0 if there is no such row. */
  lineOf(index: number): number {
    return this.#lines[index] ?? 0;
  }

  *[Symbol.iterator](): Generator<InviteRequest> {
    this.#pack();
    let number = 0;
    for (const block of this.#blocks) {
      const requests: unknown = JSON.parse(block.toString());
      if (!Array.isArray(requests)) continue;
      for (const request of requests)
        if (!this.#removed.has(number++) && checkRequest(request)) yield request;
    }
  }

  #pack(): void {
    this.#blocks.push(Buffer.from(JSON.stringify(this.#latest)));
    this.#latest = [];
  }
}
