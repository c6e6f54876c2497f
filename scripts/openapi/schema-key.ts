import { isObject, objectAt, stringsAt } from './json.js';

/** How a schema is read at a place that refers to it. */
export interface Reading {
  /** Properties that `readOnly` or `writeOnly` beside it frees from being required. */
  readonly excused: readonly string[];
  /** As the part that a schema inherits: not as one of the schemas that inherit from it. */
  readonly isBase: boolean;
  /** What each `$dynamicAnchor` stands for, as a pointer. */
  readonly anchors: Readonly<Record<string, string>>;
}

export const PLAIN: Reading = { excused: [], isBase: false, anchors: {} };

/** Names a schema of the document and how it is read: `#/components/schemas/Pet` if plainly. */
export type SchemaKey = string;

const SEPARATOR = '\n';

export function toKey(pointer: string, { excused, isBase, anchors }: Reading): SchemaKey {
  const reading = {
    ...(excused.length > 0 && { excused }),
    ...(isBase && { isBase }),
    ...(Object.keys(anchors).length > 0 && { anchors }),
  };
  return Object.keys(reading).length === 0
    ? pointer
    : `${pointer}${SEPARATOR}${JSON.stringify(reading)}`;
}

export function fromKey(key: SchemaKey): { pointer: string; reading: Reading } {
  const [pointer = '', text] = key.split(SEPARATOR);
  const parsed: unknown = text === undefined ? {} : JSON.parse(text);
  const anchors = Object.entries(objectAt(parsed, 'anchors')).map(
    ([name, target]) => [name, String(target)] as const,
  );
  return {
    pointer,
    reading: {
      excused: isObject(parsed) ? stringsAt(parsed, 'excused') : [],
      isBase: isObject(parsed) && parsed['isBase'] === true,
      anchors: Object.fromEntries(anchors),
    },
  };
}
