import { bundle } from './bundle.js';
import { runTimeChecks } from './checks.js';
import { commandLine } from './command-line.js';
import { generators } from './generators.js';
import { loopback } from './loopback.js';
import { memory } from './memory.js';
import { oneCall } from './one-call.js';
import { rateLimits } from './rate-limits.js';
import type { Section } from './section.js';
import { startUp } from './start-up.js';
import { typeCheck } from './type-check.js';
import { wholeFile } from './whole-file.js';

/** In the order of the document. */
export const sections: readonly Section[] = [
  rateLimits,
  oneCall,
  loopback,
  startUp,
  bundle,
  generators,
  typeCheck,
  commandLine,
  runTimeChecks,
  wholeFile,
  memory,
];
