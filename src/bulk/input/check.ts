import { isDeepStrictEqual } from 'node:util';
import { findViolations, type Violation } from '../../violations.js';
import { isObject, propertyIn, textIn } from '../../json.js';
import { addressKey, checkRequest } from '../../operation.js';
import { addressProblem, bareAddress, showInvisible, skeleton } from '../address.js';
import { clip, listLines } from './lines.js';
import { matchRole, projectForms, projectRoles, projectsIn, roles } from './access.js';
import type { Asked, InvalidRow, Problem, ValidRow } from './row.js';

/** Checks each row against the OpenAPI document, and its address against those before it. */
export class RowCheck {
  rows: ValidRow[] = [];
  readonly invalidRows: InvalidRow[] = [];
  /** How the file was read, for the user. */
  readonly notes: string[] = [];
  /** The first valid row of each address, and of each group of lookalike addresses. */
  readonly #first = new Map<string, ValidRow>();
  readonly #bySkeleton = new Map<string, ValidRow>();
  /** Rows that became invalid by a later one. */
  readonly #withdrawn = new Set<ValidRow>();
  readonly #unwrapped: number[] = [];

  /** @param request what is to be sent, still unchecked */
  row(line: number, request: unknown): void {
    const row = tidy(request);
    const problems = problemsOf(row);
    if (checkRequest(row) && problems.length === 0)
      problems.push(...this.#add({ line, request: row }));
    if (problems.length > 0) this.invalidRows.push({ line, problems, asks: readable(row) });
    else if (String(propertyIn(request, 'email')).trim() !== propertyIn(row, 'email'))
      this.#unwrapped.push(line);
  }

  /** Takes a line of which nothing can be sent. */
  invalid(line: number, reason: string, value?: string): void {
    this.invalidRows.push({ line, problems: [{ reason, value }] });
  }

  /** Must be called after the last row. */
  finish(): void {
    if (this.#unwrapped.length > 0)
      this.notes.push(
        `Only the address is used of "Name <address>": ${listLines(this.#unwrapped)}.`,
      );
    this.rows = this.rows.filter((row) => !this.#withdrawn.has(row));
    this.invalidRows.sort((a, b) => a.line - b.line);
  }

  /** Adds a row, unless it conflicts with an earlier one. */
  #add(row: ValidRow): Problem[] {
    const key = addressKey(row.request.email);
    const looks = skeleton(key);
    const first = this.#first.get(key);
    if (first) {
      const [asks, before] = [row, first].map(({ request }) =>
        ['role', 'projects'].map((name) => propertyIn(request, name)),
      );
      const isSame = isDeepStrictEqual(asks, before);
      if (!isSame || this.#withdrawn.has(first))
        return this.#withdraw(first, 'one address with different roles or projects', key);
      const value = `${key}, first in ${listLines([first.line])}`;
      return [{ reason: 'the same address again', value }];
    }
    const twin = this.#first.get(looks) ?? this.#bySkeleton.get(looks);
    if (twin)
      return this.#withdraw(twin, 'addresses that look the same but have other letters', looks);
    this.rows.push(row);
    this.#first.set(key, row);
    if (looks !== key) this.#bySkeleton.set(looks, row);
    return [];
  }

  /** Only the user knows which of two rows is right. */
  #withdraw(row: ValidRow, reason: string, value: string): Problem[] {
    const problems = [{ reason, value }];
    if (!this.#withdrawn.has(row))
      this.invalidRows.push({ line: row.line, problems, asks: row.request });
    this.#withdrawn.add(row);
    return problems;
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
  problems.push(...projectProblems(projectsIn(request)));
  // Several keywords may be broken by one value.
  return problems.filter(
    (problem, index) => problems.findIndex((other) => isDeepStrictEqual(other, problem)) === index,
  );
}

/** What is wrong with projects beside what the OpenAPI document says. */
export function projectProblems(projects: readonly unknown[] = []): Problem[] {
  const ids = projects.flatMap((project) => textIn(project, 'id') ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  const hidden = ids.map(showInvisible).find((shown) => !ids.includes(shown));
  return [
    ...(ids.includes('') ? [{ reason: noId }] : []),
    ...(twice === undefined ? [] : [{ reason: 'a project twice', value: twice }]),
    ...(hidden === undefined
      ? []
      : [{ reason: 'invisible character in a project', value: hidden }]),
  ];
}

const noId = 'a project without an id';

/** A row with the bare address and roles in the document's spelling, and no undefined property. */
function tidy(request: unknown): unknown {
  if (!isObject(request)) return request;
  const { email, role, projects } = request;
  const tidied = {
    ...request,
    email: typeof email === 'string' ? bareAddress(email) : email,
    role: matchRole(role, roles),
    projects: Array.isArray(projects) ? projects.map(tidyProject) : projects,
  };
  return Object.fromEntries(Object.entries(tidied).filter(([, value]) => value !== undefined));
}

function tidyProject(project: unknown): unknown {
  const role = propertyIn(project, 'role');
  return role === undefined ? project : { ...Object(project), role: matchRole(role, projectRoles) };
}

/** Says for a row of a file what is wrong with it. */
function explain({ pointer, keyword, expected, received }: Violation, row: unknown): Problem {
  const [, property = '', index, part] = pointer.split('/');
  const project = propertyIn(propertyIn(row, property), index ?? '');
  if (keyword === 'required' && property === 'email') return { reason: 'no email address' };
  if (keyword === 'required' && pointer === '/role')
    return { reason: 'no role; fill it in, or pass --role' };
  if (keyword === 'required' && part === 'id') return { reason: noId };
  if (keyword === 'required' && part === 'role')
    return {
      reason: `a project without a role; write ${projectForms}`,
      value: textIn(project, 'id'),
    };
  if (property === 'projects' && index !== undefined && part === undefined)
    return {
      reason: `projects that cannot be read; write ${projectForms}`,
      value: typeof project === 'string' ? project : JSON.stringify(project),
    };
  if (/^(?:additional|unevaluated)Properties$/.test(keyword))
    return { reason: `"${clip(pointer.slice(1))}" is not a property of an invite` };
  if (pointer === '/role') return roleProblem('role', propertyIn(row, 'role'), roles);
  if (part === 'role') return roleProblem('project role', propertyIn(project, part), projectRoles);
  return { reason: `${pointer.slice(1) || 'the row'}: expected ${expected}, got ${received}` };
}

function roleProblem(name: string, role: unknown, allowed: readonly string[]): Problem {
  const shown = typeof role === 'string' ? `"${clip(role)}"` : JSON.stringify(role);
  return { reason: `${name} ${shown} must be ${allowed.join(' or ')}` };
}

/** The part of a row that can be read, and reported. */
export function readable(row: unknown): Asked {
  return { email: textIn(row, 'email'), role: textIn(row, 'role'), projects: projectsIn(row) };
}
