import { createConfig } from '@redocly/openapi-core';
import openapiTS, { astToString } from 'openapi-typescript';
import { offline, type Spec } from './spec.js';

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
