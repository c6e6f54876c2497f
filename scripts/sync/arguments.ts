import { parseArgs } from 'node:util';
import { published } from './upstream.js';

/** What to take, from where. */
export interface Request {
  /** A file or a URL. */
  readonly from: string;
  /** `operationId`s; those that the document has now where there are none. */
  readonly operations: readonly string[];
  /** Only tell whether there is a difference. */
  readonly check: boolean;
}

/** Reads the command line; an `Error` tells what is wrong with it. */
export function readArguments(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      operation: { type: 'string', multiple: true, default: [] },
    },
  });
  const [from = published, ...others] = positionals;
  if (others.length > 0) throw new Error('Name one document: a file or an https: URL.');
  return { from, operations: [...new Set(values.operation)], check: values.check };
}
