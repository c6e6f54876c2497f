import { isObject, type JsonObject } from '../openapi/json.js';

/** A schema's documentation as a doc comment. */
export function comment(schema: unknown): string {
  if (!isObject(schema)) return '';
  const { title, format, deprecated, description, example, examples } = schema;
  const lines = [
    ...[title, typeof format === 'string' ? `Format: ${format}` : undefined],
    deprecated === true ? '@deprecated' : undefined,
    tagged('description', description),
    'default' in schema ? tagged('default', schema['default']) : undefined,
    tagged('example', example),
    ...(Array.isArray(examples) ? examples.map((item: unknown) => tagged('example', item)) : []),
    'const' in schema ? '@constant' : undefined,
    Array.isArray(schema['enum']) ? `@enum {${typeOf(schema)}}` : undefined,
  ].filter((line) => typeof line === 'string' && line.trim() !== '');
  if (lines.length === 0) return '';
  const text = lines.join('\n').replaceAll('*/', '*\\/');
  if (!text.includes('\n')) return `/** ${text} */\n`;
  return `/**\n${text.replaceAll(/^/gm, ' * ').replaceAll(/ +$/gm, '')}\n */\n`;
}

function tagged(tag: string, value: unknown): string | undefined {
  if (value === undefined || (tag === 'description' && value === '')) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return `@${tag} ${text.trim().replaceAll(/\r?\n/g, '\n    ')}`;
}

function typeOf(schema: JsonObject): string {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  return types.length === 0 ? 'unknown' : types.join('|');
}
