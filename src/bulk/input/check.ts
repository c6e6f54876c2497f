import { isDeepStrictEqual } from 'node:util';
import { findViolations, type Violation } from '../../violations.js';
import { isObject, propertyIn, textIn } from '../../json.js';
import { addressKey, checkRequest } from '../../operation.js';
import { addressProblem, bareAddress, showInvisible, skeleton } from '../address.js';
import { clip, listLines } from './lines.js';
import {
  matchRole,
  projectForms,
  projectRoles,
  projectsIn,
  readProjects,
  roles,
} from './access.js';
import type { Asked, FileRow, Problem, ReadOptions, ValidRow } from './row.js';

/** Checks each row against the OpenAPI document, and its address against those before it. */
export class RowCheck {
  /** In the order of the file. */
  readonly rows: FileRow[] = [];
  /** How the file was read, for the user. */
  readonly notes: string[] = [];
  /** The first sound row of each group of addresses that look the same. */
  readonly #first = new Map<string, ValidRow>();
  readonly #unwrapped: number[] = [];

  /** @param defaults for rows that have no role, or no projects */
  constructor(private readonly defaults: ReadOptions) {}

  /** @param given what is to be sent, still unchecked */
  row(line: number, given: unknown): void {
    const request = tidy(given, this.defaults);
    const problems = problemsOf(request);
    if (!checkRequest(request) || problems.length > 0) {
      this.rows.push({ line, request, problems });
      return;
    }
    const row: ValidRow = { line, request, problems: none };
    this.rows.push(row);
    this.#compare(row);
    if (row.problems.length === 0 && String(propertyIn(given, 'email')).trim() !== request.email)
      this.#unwrapped.push(line);
  }

  /** Takes a line of which nothing can be sent. */
  invalid(line: number, reason: string, value?: string): void {
    this.rows.push({ line, problems: [{ reason, value }] });
  }

  /** Must be called after the last row. */
  finish(): void {
    if (this.#unwrapped.length > 0)
      this.notes.push(
        `Only the address is used of "Name <address>": ${listLines(this.#unwrapped)}.`,
      );
  }

  /** Finds what only the rows before show to be wrong. */
  #compare(row: ValidRow): void {
    const address = addressKey(row.request.email);
    const looks = skeleton(address);
    const first = this.#first.get(looks);
    if (!first) {
      this.#first.set(looks, row);
      return;
    }
    const isSame = addressKey(first.request.email) === address;
    const [asks, before] = [row, first].map((one) => ({ ...readable(one.request), email: '' }));
    const isRepeated = isDeepStrictEqual(asks, before);
    if (isSame && isRepeated && first.problems.length === 0) {
      const value = `${address}, first in ${listLines([first.line])}`;
      row.problems = [{ reason: 'the same address again', value }];
      return;
    }
    const problem = isSame
      ? { reason: 'one address with different roles or projects', value: address }
      : { reason: 'addresses that look the same but have other letters', value: looks };
    row.problems = [problem];
    // Only the user knows which of the two is right.
    if (first.problems.length === 0) first.problems = row.problems;
  }
}

/** Shared, since a file may have many sound rows. */
const none: readonly Problem[] = [];

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

/** A row with the bare address, the defaults, and what {@link tidyRoles} does. */
function tidy(request: unknown, defaults: ReadOptions): unknown {
  if (!isObject(request)) return request;
  const { email, role, projects } = request;
  return tidyRoles({
    ...request,
    email: typeof email === 'string' ? bareAddress(email) : (email ?? undefined),
    role: isBlank(role) ? defaults.role : role,
    projects: isBlank(projects) ? defaults.projects : readProjects(projects),
  });
}

/** Whether a value is as an empty cell. */
function isBlank(value: unknown): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '');
}

/** A request with roles in the document's spelling, and no undefined property. */
export function tidyRoles(request: Readonly<Record<string, unknown>>): unknown {
  const { role, projects } = request;
  const tidied = {
    ...request,
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
