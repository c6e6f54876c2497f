import { Document, isMap, isScalar, isSeq, visit, type YAMLMap } from 'yaml';
import {
  isObject,
  listAt,
  objectAt,
  resolve,
  toPointer,
  type JsonObject,
} from '../openapi/json.js';
import { methods } from '../openapi/operations.js';
import { SpecError, type SpecSource } from '../openapi/source.js';
import { nearest } from './names.js';
import { reachableFrom } from './reach.js';

/** Parts about the whole API, which no operation reaches and which change often. */
const OF_THE_WHOLE = ['webhooks', 'x-webhooks', 'x-oaiMeta', 'x-tagGroups'];

/**
 * The smallest document that holds some operations and all that they reach. Order, comments and
 * quote styles are kept; lines are wrapped consistently. So a diff shows only real changes.
 *
 * @throws SpecError where an operation does not exist.
 */
export function extract(source: SpecSource, operations: readonly string[]): string {
  const json = source.toJson();
  if (!isObject(json)) throw source.error('#', 'not an OpenAPI document: expected an object');
  const kept = wantedOf(source, json, operations);
  const document = editable(source, json);
  const root = document.contents;
  if (!isMap(root)) throw source.error('#', 'not an OpenAPI document: expected an object');
  OF_THE_WHOLE.forEach((key) => root.delete(key));
  prune(root, ['paths'], (path) => kept.some((place) => place.path === path));
  for (const path of new Set(kept.map((place) => place.path))) {
    const isKept = (key: string): boolean => {
      return !methods.includes(key) || kept.some((p) => p.path === path && p.method === key);
    };
    prune(root, ['paths', path], isKept);
  }
  // Values that every operation overrides are not needed.
  for (const key of ['security', 'servers']) {
    if (kept.every((place) => overrides(json, place, key))) root.delete(key);
  }
  keepReached(root, json, kept);
  keepTags(root, kept);
  return document.toString({ singleQuote: true });
}

/** An operation where it stands. */
interface Wanted {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

function wantedOf(source: SpecSource, json: JsonObject, ids: readonly string[]): Wanted[] {
  const all = new Map(
    Object.keys(objectAt(json, 'paths')).flatMap((path) => {
      const { value: item } = resolve(json, objectAt(json, 'paths')[path]);
      return methods.flatMap((method): [string, Wanted][] => {
        const operation = objectAt(item, method);
        if (!isObject(item) || !Object.hasOwn(item, method)) return [];
        const id = operation['operationId'];
        const name = typeof id === 'string' ? id : `${method.toUpperCase()} ${path}`;
        return [[name, { path, method, operation }]];
      });
    }),
  );
  return ids.map((id) => {
    const found = all.get(id);
    if (found !== undefined) return found;
    const near = nearest(id, [...all.keys()]);
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${all.size}.`;
    throw new SpecError(`${source.file} has no operation ${id}. ${hint}`);
  });
}

/** The document's own nodes; where it is JSON, or repeats itself by aliases, the same as new. */
function editable(source: SpecSource, json: JsonObject): Document {
  let isPlain = isMap(source.yaml.contents) && source.yaml.contents.flow !== true;
  visit(source.yaml, {
    Alias: () => {
      isPlain = false;
      return visit.BREAK;
    },
  });
  return isPlain ? source.yaml : new Document(json);
}

/** Whether an operation, or its path, has its own of what the document has for all. */
function overrides(json: JsonObject, { path, operation }: Wanted, key: string): boolean {
  const { value: item } = resolve(json, objectAt(json, 'paths')[path]);
  return key in operation || (isObject(item) && key !== 'security' && key in item);
}

function keepReached(root: YAMLMap, json: JsonObject, kept: readonly Wanted[]): void {
  const security = root.has('security') ? json['security'] : undefined;
  const paths = kept.map(({ path, operation }) => {
    const item = objectAt(json, 'paths')[path];
    const shared = isObject(item) ? Object.entries(item) : [];
    return [operation, Object.fromEntries(shared.filter(([key]) => !methods.includes(key)))];
  });
  const reached = reachableFrom(json, [{ security }, ...paths]);
  for (const kind of Object.keys(objectAt(json, 'components'))) {
    const isReached = (name: string): boolean => reached.has(toPointer(['components', kind, name]));
    if (isMap(root.getIn(['components', kind], true))) prune(root, ['components', kind], isReached);
    else root.deleteIn(['components', kind]);
  }
  prune(root, ['components'], () => true);
}

function keepTags(root: YAMLMap, kept: readonly Wanted[]): void {
  const used = kept.flatMap(({ operation }) => listAt(operation, 'tags'));
  const tags = root.get('tags', true);
  if (!isSeq(tags)) return;
  tags.items = tags.items.filter((tag) => isMap(tag) && used.includes(tag.get('name')));
  if (tags.items.length === 0) root.delete('tags');
}

/** Leaves only some entries of a map, and no map without entries. */
function prune(root: YAMLMap, path: readonly string[], isKept: (key: string) => boolean): void {
  const map = root.getIn(path, true);
  if (!isMap(map)) return;
  const [first] = map.items;
  map.items = map.items.filter(({ key }) => !isScalar(key) || isKept(String(key.value)));
  // A comment before the first entry belongs to that entry, but is attached to the map.
  if (map.items[0] !== first) map.commentBefore = null;
  if (map.items.length === 0) root.deleteIn(path);
}
