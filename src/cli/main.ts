#!/usr/bin/env node
import { run } from './program.js';

let stopCode: number | undefined;
const stop = new AbortController();
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(name, () => {
    stopCode = code;
    stop.abort(new Error(`stopped by ${name}`));
  });

// A reader that has gone away (`| head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const code = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  signal: stop.signal,
});
process.exitCode = stopCode ?? code;
