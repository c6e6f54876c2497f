import { findViolations } from '../../drift.js';
import { checkRequest, type InviteRequest } from '../../operation.js';
import { addressKey, isPlausible } from '../address.js';
import type { Problem, RawRow } from './row.js';

/** A row that can be sent. */
export interface GoodRow {
  readonly line: number;
  readonly request: InviteRequest;
}

/** Holds each row against the OpenAPI document, its address against common sense and the others. */
export function checkRows(rows: readonly RawRow[]): { good: GoodRow[]; problems: Problem[] } {
  const good: GoodRow[] = [];
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  for (const { line, request } of rows) {
    if (!checkRequest(request)) {
      problems.push(...violations(line, request));
      continue;
    }
    const reason = judgeAddress(request.email, line, lines);
    if (reason === undefined) good.push({ line, request });
    else problems.push({ line, column: 'email', reason });
  }
  return { good, problems };
}

function violations(line: number, request: unknown): Problem[] {
  return findViolations(checkRequest, request).map(({ pointer, expected, received }) => ({
    line,
    column: pointer.slice(1),
    reason: `expected ${expected}, got ${received}`,
  }));
}

function judgeAddress(email: string, line: number, lines: Map<string, number>): string | undefined {
  if (!isPlausible(email)) return 'no plausible address';
  const key = addressKey(email);
  const first = lines.get(key);
  if (first !== undefined) return `the same address as in line ${first}`;
  lines.set(key, line);
  return undefined;
}
