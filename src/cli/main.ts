#!/usr/bin/env node
import { readAll } from './input.js';
import { run } from './program.js';
import { exitCode } from './terminal.js';

let stopCode: number | undefined;
const stop = new AbortController();
const { stdout, stderr, stdin, env } = process;

for (const [name, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  // Not `once`: between two listeners, the signal would kill the process without an exit code.
  process.on(name, () => {
    // A second one ends the process at once.
    if (stopCode !== undefined) {
      if (stderr.isTTY) stderr.write('\n');
      process.exit(code);
    }
    stopCode = code;
    stop.abort(new Error(`Stopped by ${name === 'SIGINT' ? 'Ctrl-C' : name}.`));
  });

let lost = false;
for (const stream of [stdout, stderr])
  stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    // A closed pipe (`| head`) is not an error.
    if (code === 'EPIPE' || lost) return;
    lost = true;
    if (stream === stdout)
      stderr.write(`The result cannot be written to standard output (${code}).\n`);
    stop.abort(new Error('Stopped: standard output cannot be written.'));
  });
// The stream may report it only after everything else is done.
process.once('exit', () => {
  if (lost && process.exitCode === exitCode.invited) process.exitCode = exitCode.unknown;
});

const canDraw = stderr.isTTY && !env['CI'] && env['TERM'] !== 'dumb';
const { openScreen } = canDraw ? await import('./screen.js') : {};
const code = await run(process.argv.slice(2), {
  out: (text) => {
    stdout.write(`${text}\n`);
  },
  err: (text) => {
    stderr.write(`${text}\n`);
  },
  status: undefined,
  ...openScreen?.(stderr),
  // A terminal of unknown width reports 0.
  columns: () => (stderr.isTTY && stderr.columns > 0 ? stderr.columns : undefined),
  env,
  input: () => {
    if (stdin.isTTY) stderr.write('Type or paste the rows; Ctrl-D ends them.\n');
    return readAll(stdin, stop.signal);
  },
  signal: stop.signal,
});
process.exitCode = stopCode ?? code;
