import { isObject } from '../../openapi/json.js';

/** JSON that stands as text in an `x-oaiMeta` extension. */
interface DocumentedJson {
  /** The keys that lead to the text. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** Whether it is what a documented command sends. */
  readonly isRequest: boolean;
}

/**
 * The JSON of an `x-oaiMeta`: OpenAI's documents keep the examples of an operation and of an object
 * there, as text, where no linter reads them. Their shape has varied: `example`, `examples.response`,
 * `examples.response.content`, and lists of such; so every text is looked at.
 */
export function documentedJson(meta: unknown, path: readonly string[] = []): DocumentedJson[] {
  if (typeof meta === 'string') {
    const isRequest = path.includes('request');
    const value = parse(isRequest ? (bodyOf(meta) ?? '') : meta);
    return value === undefined ? [] : [{ path, value, isRequest }];
  }
  const entries = Array.isArray(meta) || isObject(meta) ? Object.entries(meta) : [];
  return entries.flatMap(([key, child]) => documentedJson(child, [...path, key]));
}

/** What a `curl` command sends as its data. */
function bodyOf(command: string): string | undefined {
  return /\s(?:-d|--data(?:-raw|-binary)?)\s+'([^']*)'/.exec(command)?.[1];
}

/** An object or a list; undefined for prose, event streams and the code of other languages. */
function parse(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
