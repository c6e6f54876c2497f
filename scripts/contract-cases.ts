/**
 * Holds the change report against a folder of labelled cases: `_base.yaml`, one document for each
 * case, and `expected.json`, which says `breaking`, `compatible`, `none` or `debatable` of each.
 *
 *     npm run contract:cases -- <folder>
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from './openapi/json.js';
import { compareDocuments, worst } from './contract/change/index.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run contract:cases -- <folder>');
  process.exit(2);
}
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const base = read('_base.yaml');
const labels: unknown = JSON.parse(read('expected.json'));
const expected = Object.entries(isObject(labels) ? labels : {});

const count = { breaking: 0, found: 0, harmless: 0, alarms: 0, debatable: 0 };
for (const [name, label] of expected) {
  const level = worst(compareDocuments(base, read(`${name}.yaml`)));
  const breaks = level === 'breaking';
  if (label === 'debatable') count.debatable++;
  else if (label === 'breaking') {
    count.breaking++;
    if (breaks) count.found++;
  } else {
    count.harmless++;
    if (breaks) count.alarms++;
  }
  const right = label === 'debatable' || (label === 'breaking') === breaks;
  console.log(
    `${name.padEnd(40)} ${String(label).padEnd(11)} ${level.padEnd(14)} ${right ? '' : 'WRONG'}`,
  );
}
console.log(
  `${count.found} of ${count.breaking} breaking found, ${count.alarms} false alarms of ${count.harmless}, ${count.debatable} debatable`,
);
process.exitCode = count.found === count.breaking && count.alarms === 0 ? 0 : 1;
