import { isObject, joinPointer, objectAt, type JsonObject } from './json.js';
import { methods } from './operations.js';
import { subschemasOf } from './subschemas.js';

/** The kind of an object in a document, named as in the OpenAPI specification. */
export type NodeKind =
  | 'document'
  | 'paths'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'responses'
  | 'response'
  | 'header'
  | 'mediaType'
  | 'encoding'
  | 'callback'
  | 'link'
  | 'example'
  | 'securityScheme'
  | 'schema';

/** An object of the document whose keys have a meaning: never data, never an extension. */
export interface Node {
  readonly kind: NodeKind;
  readonly value: JsonObject;
  /** Where it stands. */
  readonly pointer: string;
  readonly parent?: Node;
}

interface Slot {
  readonly kind: NodeKind;
  /** `map`: any key leads to such a node; `list`: any index does. */
  readonly as: 'one' | 'list' | 'map';
}

const one = (kind: NodeKind): Slot => ({ kind, as: 'one' });
const list = (kind: NodeKind): Slot => ({ kind, as: 'list' });
const map = (kind: NodeKind): Slot => ({ kind, as: 'map' });

const PARAMETER = { schema: one('schema'), content: map('mediaType'), examples: map('example') };

/** OpenAPI 3.0 and 3.1, section 4.7 and 4.8. Schemas have keywords of their own. */
const SLOTS: Record<Exclude<NodeKind, 'schema'>, Record<string, Slot>> = {
  document: { paths: one('paths'), webhooks: map('pathItem'), components: one('components') },
  components: {
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('requestBody'),
    headers: map('header'),
    securitySchemes: map('securityScheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
  },
  pathItem: {
    parameters: list('parameter'),
    ...Object.fromEntries(methods.map((method) => [method, one('operation')])),
  },
  operation: {
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: one('responses'),
    callbacks: map('callback'),
  },
  parameter: PARAMETER,
  header: PARAMETER,
  requestBody: { content: map('mediaType') },
  response: { headers: map('header'), content: map('mediaType'), links: map('link') },
  mediaType: { schema: one('schema'), examples: map('example'), encoding: map('encoding') },
  encoding: { headers: map('header') },
  paths: {},
  responses: {},
  callback: {},
  link: {},
  example: {},
  securityScheme: {},
};

/** Objects whose own keys are names; only `x-` marks an extension there. */
const NAMED: Partial<Record<NodeKind, NodeKind>> = {
  paths: 'pathItem',
  responses: 'response',
  callback: 'pathItem',
};

/** Calls `visit` for every node, each before the nodes inside it. */
export function walkDocument(document: JsonObject, visit: (node: Node) => void): void {
  walkNode({ kind: 'document', value: document, pointer: '#' }, visit);
}

export function walkNode(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walkNode(child, visit);
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  const add = (kind: NodeKind, value: unknown, ...keys: string[]): void => {
    if (isObject(value))
      children.push({ kind, value, pointer: joinPointer(node.pointer, ...keys), parent: node });
  };
  if (node.kind === 'schema') {
    for (const { schema, path } of subschemasOf(node.value)) add('schema', schema, ...path);
    return children;
  }
  const named = NAMED[node.kind];
  if (named !== undefined) {
    for (const [key, value] of Object.entries(node.value)) {
      if (!key.startsWith('x-') && key !== '$ref') add(named, value, key);
    }
    return children;
  }
  for (const [key, { kind, as }] of Object.entries(SLOTS[node.kind])) {
    const value = Object.hasOwn(node.value, key) ? node.value[key] : undefined;
    if (as === 'one') add(kind, value, key);
    else if (as === 'map') {
      for (const [name, item] of Object.entries(objectAt(node.value, key)))
        add(kind, item, key, name);
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        add(kind, item, key, `${index}`);
      });
    }
  }
  return children;
}
