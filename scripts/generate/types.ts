import { createRequire } from 'node:module';
import { createConfig } from '@redocly/openapi-core';
import type * as OpenapiTypescript from 'openapi-typescript';
import { offline, type Spec } from '../openapi/spec.js';

// Not imported: for the names of its exports Node.js would search the 9 MB of TypeScript behind it,
// which takes longer than everything else here.
const require = createRequire(import.meta.url);
const { default: openapiTS, astToString } =
  require('openapi-typescript') as typeof OpenapiTypescript;

const HEADER = `/**
 * Made by \`npm run generate\` from the OpenAPI document. Do not edit.
 */

`;

/** The types of the whole document: openapi-typescript with its own defaults. */
export async function renderTypes(spec: Spec): Promise<string> {
  // A copy, since openapi-typescript writes discriminators into the document it is given.
  const copy = JSON.stringify(offline(JSON.stringify(spec.document)));
  // The document has passed the linter already, with messages that name the line.
  const redocly = await createConfig({ rules: {} });
  return HEADER + astToString(await openapiTS(copy, { redocly, silent: true }));
}
