import { findViolations } from '../../violations.js';
import { checkRequest } from '../../operation.js';
import { addressKey, isPlausible } from '../address.js';
import { GoodRows } from './good-rows.js';
import type { Intake, Problem } from './row.js';

/** Holds each row against the OpenAPI document, its address against common sense and the others. */
export class RowCheck implements Intake {
  readonly good = new GoodRows();
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];
  readonly #lines = new Map<string, number>();

  row(line: number, request: unknown): void {
    if (!checkRequest(request)) {
      this.problems.push(...violations(line, request));
      return;
    }
    const reason = this.#judgeAddress(request.email, line);
    if (reason === undefined) this.good.add(line, request);
    else this.problem({ line, column: 'email', reason });
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  #judgeAddress(email: string, line: number): string | undefined {
    if (!isPlausible(email)) return 'no plausible address';
    const key = addressKey(email);
    const first = this.#lines.get(key);
    if (first !== undefined) return `the same address as in line ${first}`;
    this.#lines.set(key, line);
    return undefined;
  }
}

function violations(line: number, request: unknown): Problem[] {
  return findViolations(checkRequest, request).map(({ pointer, expected, received }) => ({
    line,
    column: pointer.slice(1),
    reason: `expected ${expected}, got ${received}`,
  }));
}
