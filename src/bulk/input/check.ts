import { findViolations, type Violation } from '../../violations.js';
import { checkRequest, propertyIn, type InviteRequest } from '../../operation.js';
import { addressKey, addressProblem, bareAddress, showInvisible } from '../address.js';
import { listLines } from './lines.js';
import { skeleton } from './lookalikes.js';
import { matchRole, projectRoles, roles } from './roles.js';
import type { Asked, InvalidRow, Problem, RowSink } from './row.js';
import { ValidRows } from './valid-rows.js';

/** The first valid row of an address. */
interface FirstRow {
  readonly line: number;
  /** Its number among the valid rows. */
  readonly number: number;
  /** Its role and projects. */
  readonly asks: string;
}

/** Checks each row against the OpenAPI document, and its address against those before it. */
export class RowCheck implements RowSink {
  readonly rows = new ValidRows();
  readonly invalidRows: InvalidRow[] = [];
  readonly notes: string[] = [];
  readonly #first = new Map<string, FirstRow>();
  readonly #bySkeleton = new Map<string, FirstRow>();
  /** Rows that became invalid by a later one. */
  readonly #withdrawn = new Map<number, InvalidRow>();
  readonly #asks = new Map<string, string>();
  readonly #unwrapped: number[] = [];

  row(line: number, request: unknown): void {
    const row = tidy(request);
    const email = propertyIn(row, 'email');
    const problems = problemsOf(row);
    if (checkRequest(row) && problems.length === 0) problems.push(...this.#compare(line, row));
    if (problems.length > 0) this.invalid({ line, problems, asks: readable(row) });
    else if (String(propertyIn(request, 'email')).trim() !== email) this.#unwrapped.push(line);
  }

  invalid(row: InvalidRow): void {
    this.invalidRows.push(row);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** To be called after the last row. */
  finish(): void {
    if (this.#unwrapped.length > 0)
      this.note(`Only the address is used of "Name <address>": ${listLines(this.#unwrapped)}.`);
    if (this.#withdrawn.size > 0) {
      let number = 0;
      for (const request of this.rows) {
        const row = this.#withdrawn.get(number++);
        if (row) this.invalid({ ...row, asks: request });
      }
      this.rows.remove(this.#withdrawn.keys());
    }
    this.invalidRows.sort((a, b) => a.line - b.line);
  }

  /** Adds a row, unless an earlier one stands against it. */
  #compare(line: number, request: InviteRequest): Problem[] {
    const ids = request.projects?.map(({ id }) => id) ?? [];
    const twice = ids.find((id, index) => ids.indexOf(id) < index);
    if (twice !== undefined) return [{ reason: 'a project twice', value: twice }];
    const key = addressKey(request.email);
    const looks = skeleton(key);
    const asks = this.#intern(JSON.stringify([request.role, request.projects]));
    const first = this.#first.get(key);
    if (first && first.asks === asks && !this.#withdrawn.has(first.number)) {
      const value = `${key}, first in ${listLines([first.line])}`;
      return [{ reason: 'the same address again', value }];
    }
    if (first) return this.#withdraw(first, 'one address with different roles or projects', key);
    const twin = this.#first.get(looks) ?? this.#bySkeleton.get(looks);
    if (twin)
      return this.#withdraw(twin, 'addresses that look the same but have other letters', looks);
    const added = { line, asks, number: this.rows.add(line, request) };
    this.#first.set(key, added);
    if (looks !== key) this.#bySkeleton.set(looks, added);
    return [];
  }

  /** Nobody but the user knows which of two rows is meant. */
  #withdraw({ line, number }: FirstRow, reason: string, value: string): Problem[] {
    const problems = [{ reason, value }];
    if (!this.#withdrawn.has(number)) this.#withdrawn.set(number, { line, problems });
    return problems;
  }

  /** Most rows ask for the same, which need not be kept for each of them. */
  #intern(text: string): string {
    const known = this.#asks.get(text);
    if (known === undefined) this.#asks.set(text, text);
    return known ?? text;
  }
}

/** What is wrong with a request, in words for a person. */
export function problemsOf(request: unknown): Problem[] {
  const email = propertyIn(request, 'email');
  const problems = findViolations(checkRequest, request).map((violation) =>
    explain(violation, request),
  );
  const reason = typeof email === 'string' ? addressProblem(email) : undefined;
  if (reason !== undefined)
    problems.push({ reason, value: email === '' ? undefined : showInvisible(String(email)) });
  return problems;
}

/** A row with the bare address, and roles in the document's spelling. */
function tidy(request: unknown): unknown {
  if (typeof request !== 'object' || request === null) return request;
  const { email, role, projects }: Partial<Record<string, unknown>> = { ...request };
  return {
    ...request,
    ...(typeof email === 'string' && { email: bareAddress(email) }),
    ...(role !== undefined && { role: matchRole(role, roles) }),
    ...(Array.isArray(projects) && { projects: projects.map(tidyProject) }),
  };
}

function tidyProject(project: unknown): unknown {
  const role = propertyIn(project, 'role');
  return role === undefined ? project : { ...Object(project), role: matchRole(role, projectRoles) };
}

/** Says for a row of a file what is wrong with it. */
function explain({ pointer, keyword, expected, received }: Violation, row: unknown): Problem {
  const [, property = '', index = '', part] = pointer.split('/');
  const project = propertyIn(propertyIn(row, property), index);
  const role = part === undefined ? propertyIn(row, property) : propertyIn(project, part);
  if (keyword === 'required' && property === 'email') return { reason: 'no email address' };
  if (keyword === 'required' && pointer === '/role')
    return { reason: 'no role; fill it in, or pass --role' };
  if (keyword === 'required' && property === 'projects')
    return {
      reason: `a project without a role; write ${projectRoles.map((one) => `id:${one}`).join(' or ')}`,
      value: String(propertyIn(project, 'id')),
    };
  if (/^(?:additional|unevaluated)Properties$/.test(keyword))
    return { reason: `"${pointer.slice(1)}" is not a property of an invite` };
  if (pointer === '/role' && typeof role === 'string' && keyword === 'enum')
    return { reason: `role "${role}" must be ${roles.join(' or ')}` };
  if (part === 'role' && typeof role === 'string' && keyword === 'enum')
    return { reason: `project role "${role}" must be ${projectRoles.join(' or ')}` };
  return { reason: `${pointer.slice(1) || 'the row'}: expected ${expected}, got ${received}` };
}

function readable(row: unknown): Asked {
  const [email, role, projects] = ['email', 'role', 'projects'].map((name) =>
    propertyIn(row, name),
  );
  return {
    ...(typeof email === 'string' && { email }),
    ...(typeof role === 'string' && { role }),
    ...(Array.isArray(projects) && { projects }),
  };
}
