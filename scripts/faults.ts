/** Makes every call of the fault table and writes what was seen to `docs/faults.md`. */
import { writeFileSync } from 'node:fs';
import { faultTable, observe } from '../test/support/faults.js';
import { describeFaults } from './faults/document.js';

const rows = [];
for (const row of faultTable) rows.push({ fault: row.fault, observed: await observe(row) });
writeFileSync(new URL('../docs/faults.md', import.meta.url), describeFaults(rows));
console.log(`docs/faults.md: ${rows.length} faults`);
