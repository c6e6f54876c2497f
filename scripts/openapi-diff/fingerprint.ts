import { isObject } from '../openapi/json.js';
import { nodesAt, type SpecNode, type OpenApiDocument } from './document.js';

/** Keys for readers. */
export const documented: readonly string[] = [
  ...['title', 'summary', 'description', 'example', 'examples', 'externalDocs', 'deprecated'],
];
const notes = new Set([...documented, 'tags', '$comment']);
/** What stands in these is named by the document's author, so no name is a keyword. */
const maps = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', 'dependentRequired', '$defs'],
  ...['headers', 'responses', 'links', 'callbacks', 'content', 'encoding', 'variables', 'mapping'],
  // Of a link, and of each requirement in a list.
  ...['parameters', 'security'],
]);
const data = new Set(['enum', 'const', 'default']);

/** Whether a key is a specification extension, which changes nothing for callers. */
export function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

/** JSON in which the order of keys does not matter. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * A value of the document, including everything that it refers to, as a comparable text.
 * Descriptions, examples, extensions, the order of keys and the names of components make no
 * difference.
 */
export function fingerprint(document: OpenApiDocument, value: unknown): string {
  const seen = new Map<string, number>();
  const inline = (part: unknown, parent: string): unknown => {
    if (Array.isArray(part))
      return part.map((item) => inline(item, parent === 'security' ? parent : ''));
    if (!isObject(part) || data.has(parent)) return part;
    const isMap = maps.has(parent);
    const keys = Object.keys(part).filter((key) => isMap || !(notes.has(key) || isExtension(key)));
    const [target] = nodesAt(document, part['$ref']);
    // 3.0 ignores what stands beside a reference.
    if (target && (document.dialect === '3.0' || keys.length === 1)) return inlineTarget(target);
    return Object.fromEntries(
      keys.sort().map((key) => {
        const isReference = key === '$ref' && target !== undefined;
        return [key, isReference ? inlineTarget(target) : inline(part[key], isMap ? '' : key)];
      }),
    );
  };
  const inlineTarget = ({ pointer, value: target }: SpecNode): unknown => {
    const index = seen.get(pointer);
    if (index !== undefined) return index;
    seen.set(pointer, seen.size);
    return inline(target, '');
  };
  return canonical(inline(value, '') ?? null);
}
