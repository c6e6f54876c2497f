import { isDeepStrictEqual } from 'node:util';
import { parseJson, propertyIn, textIn } from '../../json.js';
import { checkRequest } from '../../operation.js';
import { jsonFault } from '../json-fault.js';

/** The roles that the OpenAPI document allows in the organization, and in a project. */
export const roles = allowedAt('/role');
export const projectRoles = allowedAt('/projects/0/role');

/** How a project is written, such as `id:member or id:owner`. */
export const projectForms = projectRoles.map((role) => `id:${role}`).join(' or ');

/** The role that a text means, whatever its case; else the text itself. */
export function matchRole<T>(text: T, allowed: readonly string[]): T | string {
  const wanted = typeof text === 'string' ? text.trim().toLowerCase() : undefined;
  return allowed.find((role) => role.toLowerCase() === wanted) ?? text;
}

/** Whether a text is a role in the organization, whatever its case. */
export function isRole(text: string): boolean {
  return roles.includes(matchRole(text, roles));
}

function allowedAt(pointer: string): string[] {
  checkRequest({ email: '', role: '', projects: [{ id: '', role: '' }] });
  const error = checkRequest.errors?.find(({ instancePath }) => instancePath === pointer);
  const allowed = error?.params['allowedValues'];
  return Array.isArray(allowed) ? allowed.map(String) : [];
}

/** The projects that a request asks for; a document may know of none. */
export function projectsIn(request: unknown): readonly unknown[] | undefined {
  const projects = propertyIn(request, 'projects');
  return Array.isArray(projects) ? projects : undefined;
}

/** Reads `id:role`. What is not in this form has no role, which the check of the request reports. */
function parseProject(text: string): unknown {
  const at = text.lastIndexOf(':');
  const id = text.slice(0, Math.max(0, at));
  const hasTwoRoles = projectRoles.some((role) => id.toLowerCase().endsWith(`:${role}`));
  const isWhole = /^[^:](?:.*[^:])?$/.test(id) && !hasTwoRoles;
  return isWhole ? { id, role: text.slice(at + 1) } : { id: text };
}

/**
 * Reads `proj_a:member proj_b:owner`, or JSON; `none` is the empty list. What cannot be used is
 * the only project then, which the check of the request reports.
 */
export function parseProjects(text: string): unknown[] {
  if (text.toLowerCase() === 'none') return [];
  if (/^[[{]/.test(text)) {
    const json = parseJson(text);
    return json === undefined || jsonFault(text) !== undefined
      ? [text]
      : [json].flat().map(toProject);
  }
  const parts = text.replace(/\s*:\s*/g, ':').match(/[^\s,;|、，；]+/g);
  return parts?.map(parseProject) ?? [text];
}

/** What a property of JSON says of projects: text, or a list of texts and objects. */
export function readProjects(value: unknown): unknown {
  if (typeof value === 'string') return parseProjects(value.trim());
  return Array.isArray(value) ? value.map(toProject) : value;
}

function toProject(value: unknown): unknown {
  return typeof value === 'string' ? parseProject(value) : value;
}

/** Whether a project has a role that the OpenAPI document allows in one. */
export function hasRole(project: unknown): boolean {
  return projectRoles.includes(String(matchRole(textIn(project, 'role'), projectRoles)));
}

/** Writes what {@link parseProjects} reads as the same. */
export function formatProjects(projects: readonly unknown[] | undefined): string {
  if (!projects) return '';
  if (projects.length === 0) return 'none';
  const text = projects.map(formatProject).join(' ');
  return isDeepStrictEqual(parseProjects(text), projects) ? text : JSON.stringify(projects);
}

function formatProject(project: unknown): string {
  const parts = [textIn(project, 'id'), textIn(project, 'role')];
  return parts.filter((part) => part !== undefined).join(':');
}
