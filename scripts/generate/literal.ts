import { isObject } from '../openapi/json.js';

/** JSON as a TypeScript expression: `__proto__` has to be computed to be a property like others. */
export function toLiteral(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => `${inner}${toLiteral(item, inner)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (value === undefined) return 'undefined';
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${inner}${toKey(key)}: ${toLiteral(item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** A key of an object literal. */
export function toKey(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

/** JSON as a TypeScript type. */
export function toLiteralType(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLiteralType).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, item]) => `${propertyName(name)}: ${toLiteralType(item)};`,
  );
  return entries.length === 0 ? 'Record<string, never>' : `{ ${entries.join(' ')} }`;
}

/** A name as a member of a type. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
