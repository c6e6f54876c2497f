import { parseArgs } from 'node:util';
import { checksFor } from './checks.js';
import type { Check } from './check.js';
import { formats, isFormat, type Format } from './formats/index.js';

/** The checks to run, and the output format. */
export interface Request {
  readonly checks: readonly Check[];
  readonly format: Format;
}

/** Reads the command line; throws an `Error` if it is invalid. */
export function readArguments(args: readonly string[]): Request {
  const { values } = parseArgs({
    args: [...args],
    options: {
      base: { type: 'string' },
      format: { type: 'string', default: 'text' },
      only: { type: 'string', multiple: true },
      operation: { type: 'string' },
      response: { type: 'string' },
    },
  });
  const { format, only } = values;
  if (!isFormat(format)) throw new Error(`--format is one of ${Object.keys(formats).join(', ')}.`);
  const all = checksFor(values);
  const names = all.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only is one of ${names.join(', ')}.`);
  return { format, checks: all.filter(({ name }) => only?.includes(name) ?? true) };
}
