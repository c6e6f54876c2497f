/**
 * Measures the client next to its peers and writes `docs/benchmarks.md`. `--only 1,4` runs only
 * these sections, `--quick` fewer rounds; both only print, since the document must be complete and
 * exact.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describe, describeSection, describeTargets } from './document.js';
import { sections } from './sections/index.js';
import type { Effort, Report } from './sections/section.js';

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const chosen = values.only?.split(',').map(Number) ?? sections.map((_, index) => index + 1);
const effort: Effort = values.quick ? { rounds: 3, slowRounds: 1 } : { rounds: 25, slowRounds: 5 };

const reports: Report[] = [];
const parts: string[] = [];
for (const number of chosen) {
  const section = sections[number - 1];
  if (section === undefined)
    throw new Error(`There is no section ${number}; choose from 1 to ${sections.length}.`);
  const report = await section.run(effort);
  const part = describeSection(number, section.title, report);
  console.log(part);
  reports.push(report);
  parts.push(part);
}
console.log(describeTargets(reports));
if (values.only === undefined && !values.quick)
  writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), describe(reports, parts));
