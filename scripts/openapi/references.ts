import { mappedName, mappingOf } from './discriminator.js';
import {
  fromPointer,
  isObject,
  joinPointer,
  listAt,
  objectAt,
  objectAtPointer,
  resolve,
  toPointer,
  valueAt,
  type JsonObject,
} from './json.js';
import { SpecError, type SpecSource } from './source.js';
import { walkDocument, walkNode, type Node, type NodeKind } from './walk.js';

/** The base URI of a document that gives itself none: all of its schemas have it, unless by `$id`. */
const DOCUMENT = 'document:/';

/** Where each `$dynamicAnchor` stands that the schema resource around a place declares, by name. */
export type DynamicAnchors = (pointer: string) => Readonly<Record<string, string>>;

/**
 * Rewrites every reference of a document to the JSON pointer of its target, in place, so that
 * nothing after it has to know `$id`, `$anchor` or another spelling. Nothing is fetched or read.
 *
 * @param refuse is called with the place of a reference that leads out of the document or nowhere
 * @throws SpecError instead, if there is no `refuse`
 */
export function resolveReferences(
  source: SpecSource,
  document: JsonObject,
  refuse = (error: SpecError): void => {
    throw error;
  },
): DynamicAnchors {
  const resources = new Resources(source, document);
  const nodes: Node[] = [];
  const kinds = new Map<unknown, NodeKind>();
  const collect = (node: Node): void => {
    nodes.push(node);
    kinds.set(node.value, node.kind);
    if (node.kind === 'schema') resources.add(node);
  };
  walkDocument(document, collect);
  // A reference may lead to a schema under a key that holds none, such as `definitions`.
  const settle = (node: Node): void => {
    for (const target of resources.rewrite(node)) {
      const value = valueAt(document, target);
      const kind = kinds.get(value);
      if (kind === undefined ? isWrongValue(node, value) : kind !== node.kind) {
        throw resources.wrongTarget(node, target, kind);
      }
      if (node.kind !== 'schema' || kind !== undefined || !isObject(value)) continue;
      walkNode({ kind: 'schema', value, pointer: target }, collect);
    }
  };
  const forAll = (check: (node: Node) => void): void => {
    for (const node of nodes) {
      try {
        check(node);
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        refuse(error);
      }
    }
  };
  forAll(settle);
  forAll(resources.requireEnd.bind(resources));
  return (pointer) => resources.dynamicAnchorsAt(pointer);
}

/** Whether what a reference leads to can be no object of its kind. */
function isWrongValue({ kind }: Node, value: unknown): boolean {
  return !isObject(value) && !(kind === 'schema' && typeof value === 'boolean');
}

class Resources {
  readonly #source: SpecSource;
  readonly #document: JsonObject;
  readonly #bases = new WeakMap<JsonObject, string>();
  readonly #roots = new Map<string, string>([[DOCUMENT, '#']]);
  readonly #anchors = new Map<string, string>();
  readonly #dynamicAnchors = new Map<string, Record<string, string>>();

  constructor(source: SpecSource, document: JsonObject) {
    this.#source = source;
    this.#document = document;
  }

  add(node: Node): void {
    const { value } = node;
    const outer = this.#baseOf(node.parent);
    const id = value['$id'];
    const base = (typeof id === 'string' ? toUri(id, outer) : undefined) ?? outer;
    this.#bases.set(value, base);
    if (base !== outer) this.#roots.set(base, node.pointer);
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = value[keyword];
      if (typeof name !== 'string') continue;
      this.#anchors.set(`${base}#${name}`, node.pointer);
      if (keyword === '$anchor') continue;
      const others = this.#dynamicAnchors.get(base);
      this.#dynamicAnchors.set(base, { ...others, [name]: node.pointer });
    }
  }

  dynamicAnchorsAt(pointer: string): Record<string, string> {
    if (this.#dynamicAnchors.size === 0) return {};
    const segments = fromPointer(pointer) ?? [];
    for (let end = segments.length; end >= 0; end--) {
      const value = valueAt(this.#document, toPointer(segments.slice(0, end)));
      const base = isObject(value) ? this.#bases.get(value) : undefined;
      if (base !== undefined) return this.#dynamicAnchors.get(base) ?? {};
    }
    return this.#dynamicAnchors.get(DOCUMENT) ?? {};
  }

  #baseOf(node: Node | undefined): string {
    return (node && this.#bases.get(node.value)) ?? DOCUMENT;
  }

  /** Rewrites the references of a node; the pointers that they lead to. */
  rewrite(node: Node): string[] {
    const { value } = node;
    const targets: string[] = [];
    for (const keyword of ['$ref', '$dynamicRef']) {
      const ref = value[keyword];
      if (ref === undefined) continue;
      if (typeof ref !== 'string') throw this.#notText(node, [keyword]);
      const target = this.#pointerTo(ref, node, [keyword]);
      value[keyword] = target;
      if (keyword === '$dynamicRef' && !this.#isDynamic(ref, target)) makeStatic(value, target);
      targets.push(target);
    }
    if (node.kind === 'schema') targets.push(...this.#rewriteMapping(node));
    return targets;
  }

  /** JSON Schema 2020-12, section 8.2.3.2: only a name that is a `$dynamicAnchor` is dynamic. */
  #isDynamic(ref: string, target: string): boolean {
    const name = ref.slice(ref.indexOf('#') + 1);
    return objectAtPointer(this.#document, target)['$dynamicAnchor'] === name;
  }

  #rewriteMapping(node: Node): string[] {
    const mapping = mappingOf(node.value);
    return Object.entries(mapping).flatMap(([key, target]) => {
      const place = ['discriminator', 'mapping', key];
      if (typeof target !== 'string') throw this.#notText(node, place);
      const pointer = this.#componentNamed(target) ?? this.#pointerTo(target, node, place);
      Object.defineProperty(mapping, key, { ...DATA, value: pointer });
      return [pointer];
    });
  }

  #componentNamed(target: string): string | undefined {
    const name = mappedName(target);
    const schemas = objectAt(objectAt(this.#document, 'components'), 'schemas');
    return Object.hasOwn(schemas, name) ? toPointer(['components', 'schemas', name]) : undefined;
  }

  wrongTarget(node: Node, target: string, kind: NodeKind | undefined): SpecError {
    const found = kind === undefined ? 'something else' : `a ${kind}`;
    const message = `$ref leads to ${found}, where a ${node.kind} is expected: ${target}`;
    return this.#source.error(joinPointer(node.pointer, '$ref'), message);
  }

  #notText(node: Node, keys: readonly string[]): SpecError {
    return this.#source.error(
      joinPointer(node.pointer, ...keys),
      `${keys.join('.')} must be a string; YAML reads an unquoted # as the start of a comment, so quote it`,
    );
  }

  #pointerTo(ref: string, node: Node, keys: readonly string[]): string {
    const pointer = this.#resolve(ref, node);
    if (pointer !== undefined && valueAt(this.#document, pointer) !== undefined) return pointer;
    const place = joinPointer(node.pointer, ...keys);
    if (ref.startsWith('#') || pointer !== undefined) {
      throw this.#source.error(place, `cannot resolve $ref "${ref}"`);
    }
    throw this.#source.error(
      place,
      `external $ref "${ref}" is refused: bundle it into the document`,
    );
  }

  #resolve(ref: string, node: Node): string | undefined {
    const base = node.kind === 'schema' ? this.#baseOf(node) : DOCUMENT;
    const [path = '', fragment = ''] = ref.split(/#(.*)/s);
    const uri = path === '' ? base : toUri(path, base);
    const root = uri === undefined ? undefined : this.#roots.get(uri);
    if (root === undefined || uri === undefined) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) {
      return this.#anchors.get(`${uri}#${fragment}`);
    }
    const inside = fromPointer(`#${fragment}`) ?? [];
    const within = toPointer([...(fromPointer(root) ?? []), ...inside]);
    // Many documents give a schema an `$id` and still refer to `#/components/…` from it.
    const whole = toPointer(inside);
    return valueAt(this.#document, within) === undefined && path === '' ? whole : within;
  }

  requireEnd(node: Node): void {
    const ref = node.value['$ref'];
    if (typeof ref !== 'string' || resolve(this.#document, { $ref: ref }).value !== undefined)
      return;
    const place = joinPointer(node.pointer, '$ref');
    throw this.#source.error(place, `cannot resolve $ref "${ref}": it is circular`);
  }
}

function makeStatic(schema: JsonObject, target: string): void {
  delete schema['$dynamicRef'];
  if ('$ref' in schema) schema['allOf'] = [...listAt(schema, 'allOf'), { $ref: target }];
  else schema['$ref'] = target;
}

const DATA = { enumerable: true, configurable: true, writable: true };

function toUri(reference: string, base: string): string | undefined {
  try {
    return new URL(reference, base).href.replace(/#.*$/s, '');
  } catch {
    return undefined;
  }
}
