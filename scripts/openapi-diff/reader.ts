import { propertyNameOf } from '../openapi/discriminator.js';
import { isInheritance } from '../openapi/inheritance.js';
import { isObject } from '../openapi/json.js';
import type { DataDirection } from './change.js';
import { alternativesOf, inheritorsOf } from './discriminator.js';
import { areShapesDisjoint } from './disjoint.js';
import { rootOf, targetsOf, type SpecNode, type OpenApiDocument } from './document.js';
import { fingerprint } from './fingerprint.js';
import { greatestOf } from './limits.js';
import { ownShapes } from './own-shapes.js';
import { bareShape, everyType, intersect, isClosed, keyOf, partsNamed } from './shape.js';
import type { Conjunction, Shape, ShapeReader } from './shape.js';
import { simplify } from './simplify.js';

/** A union of more alternatives than this is compared as it is written. */
const maxShapes = 400;

/** Reads the schemas of one document as what callers send, or as what they receive. */
export class SchemaReader implements ShapeReader {
  readonly direction: DataDirection;
  readonly #document: OpenApiDocument;
  readonly #head: OpenApiDocument | undefined;
  readonly #known = new Map<string, readonly Shape[]>();

  /** @param head what a base is compared with, if schemas that extend others there count */
  constructor(document: OpenApiDocument, direction: DataDirection, head?: OpenApiDocument) {
    this.#document = document;
    this.direction = direction;
    this.#head = head;
  }

  shapesOf(schemas: Conjunction): readonly Shape[] {
    const key = keyOf(schemas);
    let shapes = this.#known.get(key);
    if (shapes === undefined) {
      const anything = this.#anything(schemas[0] ?? rootOf(this.#document));
      // What its own alternatives are told apart by may need such a value itself.
      this.#known.set(key, anything);
      const expanded = schemas
        .map((schema) => this.#expand(schema, new Set()))
        .reduce(cross, anything);
      const whole = asOneWhole(expanded).map((shape) =>
        describeRequired(withhold(closeTuple(shape))),
      );
      const union = whole.filter(({ type }) => type === 'object');
      shapes = simplify(whole.map((shape) => ({ ...shape, union })));
      this.#known.set(key, shapes);
    }
    return shapes;
  }

  #anything(node: SpecNode): readonly Shape[] {
    return everyType.map((type) => bareShape(this, type, node));
  }

  /**
   * @param within the references that are being followed: a schema that is only itself is anything
   * @param isPart whether another schema inherits from this one, which is then no family of its own
   */
  #expand(node: SpecNode, within: ReadonlySet<string>, isPart = false): readonly Shape[] {
    const { value } = node;
    if (value === false) return [];
    if (!isObject(value)) return this.#anything(node);
    const reference = value['$ref'] ?? value['$dynamicRef'];
    const isReference = typeof reference === 'string';
    if (isReference && within.has(reference)) return this.#anything(node);
    const shapes = isReference
      ? this.#expandReference(node, reference, within, isPart)
      : this.#expandFamily(node, within, isPart);
    if (isReference && Object.keys(value).length === 1) return shapes;
    return value['nullable'] === true ? [...shapes, bareShape(this, 'null', node)] : shapes;
  }

  #expandReference(
    node: SpecNode,
    reference: string,
    within: ReadonlySet<string>,
    isPart: boolean,
  ): readonly Shape[] {
    const inside = new Set([...within, reference]);
    const targets = targetsOf(node);
    const [target] = targets;
    // Several targets: which one is meant depends on the way there, so each is held against its own.
    const shapes =
      target && targets.length === 1
        ? this.#expand(target, inside, isPart)
        : this.#anything(node).map((shape) => withTargets(shape, reference, targets));
    if (Object.keys(node.object).length === 1) return shapes;
    return cross(shapes, this.#expandOwn(node, within));
  }

  /** A schema with a discriminator and without alternatives stands for those that extend it. */
  #expandFamily(node: SpecNode, within: ReadonlySet<string>, isPart: boolean): readonly Shape[] {
    const heirs = isPart ? [] : inheritorsOf(node, this.#head);
    const visit = `heirs of ${node.pointer}`;
    if (heirs.length === 0 || within.has(visit)) return this.#expandOwn(node, within);
    // The heirs of an heir are among them, and that they refer to the schema is no circle.
    const visits = heirs.flatMap(([heir]) => (heir ? [`heirs of ${heir.pointer}`] : []));
    const inside = new Set([...within, visit, ...visits]);
    inside.delete(node.pointer);
    return heirs.flatMap((heir) => this.#expandBranch(heir, inside));
  }

  #expandBranch(branch: Conjunction, within: ReadonlySet<string>): readonly Shape[] {
    const [node, mark] = branch;
    if (node === undefined) return [];
    // Objects of which branches say no more than what they require may hold anything else.
    const shapes = this.#expand(node, within).map((shape) => {
      return { ...shape, describesProperties: shape.properties.size > 0 };
    });
    if (mark === undefined) return shapes;
    const objects = shapes.filter(({ type }) => type === 'object');
    const told = cross(objects, this.#expandOwn(mark, within));
    // What is no object has no property to be told by.
    const others = shapes.filter(({ type }) => type !== 'object');
    return [...told.map((shape) => ({ ...shape, node })), ...others];
  }

  #expandOwn(node: SpecNode, within: ReadonlySet<string>): readonly Shape[] {
    let shapes: readonly Shape[] = ownShapes(this, node);
    for (const member of node.itemsAt('allOf'))
      shapes = cross(shapes, this.#expand(member, within, isInherited(member)));
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = alternativesOf(node, keyword);
      if (branches.length === 0) continue;
      const expanded = branches.map((branch) => this.#expandBranch(branch, within));
      // A discriminator says which alternative is meant, even if a value fits others as well; and
      // who reads a response that fits several may take it for any of them.
      const isExclusive =
        keyword === 'oneOf' &&
        this.direction === 'request' &&
        propertyNameOf(node.object) === undefined;
      const alternatives = isExclusive ? exclude(branches, expanded) : expanded;
      shapes = cross(shapes, alternatives.flat());
    }
    shapes = shapes.map(settleUnevaluated);
    if (shapes.length <= maxShapes) return shapes;
    const others = new Map([['combination', fingerprint(this.#document, node.value)]]);
    return [{ ...bareShape(this, 'object', node), others }];
  }
}

function cross(a: readonly Shape[], b: readonly Shape[]): readonly Shape[] {
  return a.flatMap((x) => b.flatMap((y) => intersect(x, y) ?? []));
}

/** Whether a member of an `allOf` is what its schema inherits from. */
function isInherited({ document, object, pointer }: SpecNode): boolean {
  const reference = object['$ref'];
  return typeof reference === 'string' && isInheritance(document.inheritors, reference, pointer);
}

function withTargets(shape: Shape, reference: string, targets: readonly SpecNode[]): Shape {
  if (targets.length === 0) return { ...shape, others: new Map([['$ref', reference]]) };
  const parts = targets.map((target, index): [string, Conjunction] => {
    return [`${reference} (${index + 1})`, [target]];
  });
  return { ...shape, parts: new Map(parts) };
}

/** Of a request's `oneOf`, a value that fits two alternatives is refused. */
function exclude(
  branches: readonly Conjunction[],
  expanded: readonly (readonly Shape[])[],
): Shape[][] {
  return expanded.map((shapes, index) =>
    shapes.map((shape) => {
      const overlapping = branches.filter((_, other) => {
        const rivals = other === index ? [] : (expanded[other] ?? []);
        return rivals.some((rival) => !areShapesDisjoint(shape, rival));
      });
      return { ...shape, excluded: [...shape.excluded, ...overlapping] };
    }),
  );
}

const unevaluated = [
  ['unevaluatedProperties', 'additionalProperties'],
  ['unevaluatedItems', 'items'],
] as const;

/** In a whole, what no part has evaluated is what no part describes. */
function settleUnevaluated(shape: Shape): Shape {
  const parts = new Map(shape.parts);
  for (const [keyword, plain] of unevaluated) {
    const rest = parts.get(keyword);
    if (rest === undefined || parts.has(plain) || parts.has('contains')) continue;
    parts.delete(keyword);
    parts.set(plain, rest);
  }
  return { ...shape, parts };
}

/** If one alternative describes properties, none may have others in a request. */
function asOneWhole(shapes: readonly Shape[]): readonly Shape[] {
  if (!shapes.some(({ describesProperties }) => describesProperties)) return shapes;
  return shapes.map((shape) =>
    shape.type === 'object' ? { ...shape, describesProperties: true } : shape,
  );
}

/** Of a tuple that may be no longer than its places, all further items are refused. */
function closeTuple(shape: Shape): Shape {
  const length = greatestOf(shape, 'maxItems');
  const places = partsNamed(shape, 'prefixItems');
  if (places.length === 0 || length > places.length) return shape;
  const parts = new Map(shape.parts).set('items', [shape.node.with(false, 'maxItems')]);
  for (const further of places.slice(length)) parts.delete(further);
  return { ...shape, parts };
}

/** Takes out the properties that only the other direction has. */
function withhold(shape: Shape): Shape {
  const mark = shape.reader.direction === 'request' ? 'readOnly' : 'writeOnly';
  const isMarked = (schema: SpecNode): boolean =>
    schema.whole().some(({ object }) => object[mark] === true);
  const withheld = new Set(
    [...shape.properties].filter(([, schemas]) => schemas.some(isMarked)).map(([name]) => name),
  );
  if (withheld.size === 0) return shape;
  const isKept = (name: string): boolean => !withheld.has(name);
  return {
    ...shape,
    properties: new Map([...shape.properties].filter(([name]) => isKept(name))),
    required: new Set([...shape.required].filter(isKept)),
    named: new Set([...shape.named].filter(isKept)),
    withheld,
  };
}

/** In a request that may hold no other properties, a name that the whole requires is known too. */
function describeRequired(shape: Shape): Shape {
  if (!isClosed(shape)) return shape;
  const known = [...shape.named].map((name) => [name, []] as const);
  return { ...shape, properties: new Map([...known, ...shape.properties]) };
}
