import { parseArgs } from 'node:util';
import { published } from './upstream.js';

/** The operations to take over, and their source. */
export interface Request {
  /** A file or a URL. */
  readonly from: string;
  /** `operationId`s; Default: those that the document has now. */
  readonly operations: readonly string[];
  /** Only report whether there is a difference. */
  readonly check: boolean;
}

/** Reads the command line; throws an `Error` if it is invalid. */
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
