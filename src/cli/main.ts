#!/usr/bin/env node
import { run } from './program.js';
import { exitCode } from './terminal.js';

let stopCode: number | undefined;
const stop = new AbortController();
const canDraw = (): boolean =>
  process.stderr.isTTY && !process.env['NO_COLOR'] && !process.env['CI'];

for (const [name, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  // Not `once`: between two listeners, the signal would kill the process without an exit code.
  process.on(name, () => {
    // A second one ends the process at once.
    if (stopCode !== undefined) process.exit(code);
    stopCode = code;
    stop.abort(new Error(`stopped by ${name}`));
  });

let lost = false;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    // A reader that has gone away (`| head`) is no failure of ours.
    if (code === 'EPIPE' || lost) return;
    lost = true;
    if (stream === process.stdout)
      process.stderr.write(`The result cannot be written to standard output (${code}).\n`);
    stop.abort(new Error('the result cannot be written'));
  });
// The stream may say so only after everything else is done.
process.once('exit', () => {
  if (lost && process.exitCode === exitCode.invited) process.exitCode = exitCode.unknown;
});

const code = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  input: async () => Buffer.concat(await process.stdin.toArray()),
  screen: canDraw() ? process.stderr : undefined,
  signal: stop.signal,
});
process.exitCode = stopCode ?? code;
