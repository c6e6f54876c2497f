import { checkRequest } from '../../operation.js';

/** The roles that the OpenAPI document allows in the organization, and in a project. */
export const roles = allowedAt('/role');
export const projectRoles = allowedAt('/projects/0/role');

/** The role that a text means, whatever its case; else the text itself. */
export function matchRole<T>(text: T, allowed: readonly string[]): T | string {
  const wanted = typeof text === 'string' ? text.trim().toLowerCase() : undefined;
  return allowed.find((role) => role.toLowerCase() === wanted) ?? text;
}

function allowedAt(pointer: string): string[] {
  checkRequest({ email: '', role: '', projects: [{ id: '', role: '' }] });
  const error = checkRequest.errors?.find(({ instancePath }) => instancePath === pointer);
  const allowed = error?.params['allowedValues'];
  return Array.isArray(allowed) ? allowed.map(String) : [];
}
