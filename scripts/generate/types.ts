import { createRequire } from 'node:module';
import { createConfig } from '@redocly/openapi-core';
import type * as OpenapiTypescript from 'openapi-typescript';
import type * as Typescript from 'typescript';
import { isObject, objectAt, omit, resolve, type JsonObject } from '../openapi/json.js';
import { outlineOf } from '../openapi/lint.js';
import type { Direction } from '../openapi/schema-reader.js';
import type { Spec } from '../openapi/spec.js';
import { walkDocument, type Node } from '../openapi/walk.js';
import { indent } from './type-text.js';
import { SchemaTypes } from './schema-types.js';

/*
 * The only file that knows openapi-typescript. It writes paths, operations, parameters and the
 * other components; schemas it would type by rules of its own, so each is a placeholder to it that
 * is filled with the type made from the reading that the checks are made from.
 */

// Not imported: for the names of its exports Node.js would search the 9 MB of TypeScript behind it,
// which takes longer than everything else here.
const require = createRequire(import.meta.url);
const { default: openapiTS, astToString } =
  require('openapi-typescript') as typeof OpenapiTypescript;
const { factory } = require('typescript') as typeof Typescript;

const HEADER = `/**
 * Made by \`npm run generate\` from the OpenAPI document. Do not edit.
 */

`;

/** Stands for the schema at a pointer. */
const POINTER = 'x-schema-pointer';
const DIRECTION = 'x-schema-direction';
const ALL_SCHEMAS = 'ALL_SCHEMAS';

/** The types of the whole document. */
export async function renderTypes(spec: Spec): Promise<string> {
  const types = new SchemaTypes(spec);
  const placed: string[] = [];
  const place = (text: string): string => {
    placed.push(text);
    return `SCHEMA_${placed.length - 1}_`;
  };
  // The document has passed the linter already, with messages that name the line.
  const redocly = await createConfig({ rules: {} });
  const nodes = await openapiTS(JSON.stringify(skeletonOf(spec)), {
    redocly,
    silent: true,
    transform: (schema: object) => {
      if (!isObject(schema)) return undefined;
      const { [POINTER]: pointer, [DIRECTION]: direction } = schema;
      if (typeof pointer !== 'string') return undefined;
      const text =
        pointer === ''
          ? ALL_SCHEMAS
          : direction === 'form'
            ? types.formTypeAt(pointer)
            : types.typeAt(pointer, direction === 'request' ? 'request' : 'response');
      return factory.createTypeReferenceNode(place(text));
    },
  });
  const frame = astToString(nodes).replaceAll(
    /^( *)(.*?)SCHEMA_(\d+)_/gm,
    (_, space: string, before: string, index: string) =>
      `${space}${before}${(placed[Number(index)] ?? '').replaceAll(/\n(?=.)/g, `\n${space}`)}`,
  );
  const declarations = indent(indent(types.declarations()));
  return (
    HEADER + frame.replace(`        ALL: ${ALL_SCHEMAS};\n`, () => declarations) + types.aliases()
  );
}

/** What is no part of the types, at whichever level it stands. */
const UNTYPED = ['servers', 'server', 'tags', 'externalDocs', 'flows'];

/** The document with a placeholder for each schema, and with references one step long. */
function skeletonOf(spec: Spec): JsonObject {
  const components = omit(objectAt(spec.document, 'components'), ['schemas']);
  // A `$ref` would be followed anywhere, even to another host: what has no type is left out.
  const skeleton = outlineOf({ ...spec.document, info: {}, components });
  walkDocument(skeleton, (node) => {
    const { kind, value } = node;
    if ('schema' in value && kind !== 'schema' && kind !== 'operation') {
      value['schema'] = {
        type: 'object',
        [POINTER]: `${node.pointer}/schema`,
        [DIRECTION]: directionOf(node),
      };
    }
    if (kind !== 'schema') for (const key of UNTYPED) Reflect.deleteProperty(value, key);
    if (kind === 'components') value['schemas'] = { ALL: { type: 'object', [POINTER]: '' } };
  });
  walkDocument(skeleton, (node) => {
    if (node.kind !== 'schema' && typeof node.value['$ref'] === 'string') shorten(skeleton, node);
  });
  return skeleton;
}

/**
 * openapi-typescript follows one reference, to a component, and none from a component: so a longer
 * way is cut short, and what is no component is put in place.
 */
function shorten(skeleton: JsonObject, { value, pointer, kind }: Node): void {
  const { value: target, pointer: end = '' } = resolve(skeleton, value);
  if (!isComponent(pointer) && (kind === 'pathItem' || isComponent(end))) {
    value['$ref'] = end;
    return;
  }
  delete value['$ref'];
  if (isObject(target)) Object.assign(value, structuredClone(target));
}

function isComponent(pointer: string): boolean {
  return /^#\/components\/[^/]+\/[^/]+$/.test(pointer);
}

function directionOf(node: Node): Direction | 'form' {
  const isForm = /\/multipart~1[^/]*$/i.test(node.pointer);
  if (node.parent?.kind === 'requestBody' && isForm) return 'form';
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at.kind === 'requestBody' || at.kind === 'parameter') return 'request';
    if (at.kind === 'response') return 'response';
  }
  return 'response';
}
