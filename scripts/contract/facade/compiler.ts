import { createRequire } from 'node:module';
import type ts from 'typescript';

const require = createRequire(import.meta.url);

/** TypeScript. It is not imported: for the names of its exports Node.js would search 9 MB of text. */
export const compiler = require('typescript') as typeof ts;
