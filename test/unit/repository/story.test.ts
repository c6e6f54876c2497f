import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksFor } from '../../../scripts/contract/checks.js';
import { compareForCallers, describeChanges } from '../../../scripts/contract/checks/change.js';
import { asText } from '../../../scripts/contract/formats/text.js';
import { reportOf } from '../../../scripts/contract/report.js';
import { reportSync } from '../../../scripts/contract/sync-report.js';
import { sync } from '../../../scripts/sync/run.js';
import { original, projectWith } from '../../support/document.js';
import { blocks } from '../../support/pages.js';
import { root } from '../../support/project.js';

const version = '0.1.0';

const [afterSync = '', afterContract = '', ...others] = blocks
  .filter(({ language }) => language === 'text')
  .map(({ code }) => code);

/** The parts of an output that a page shows; a line `…` stands for what is left out. */
function expectShown(output: string, shown: string): void {
  const parts = shown.split(/^…\n/m);
  expect(parts.length).toBeGreaterThan(1);
  let rest = output;
  for (const part of parts) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
}

test('CONTRIBUTING.md shows what sync and contract print when the document changes', async () => {
  expect(others).toEqual([]);
  const project = projectWith(original);
  writeFileSync(join(project.folder, 'package.json'), JSON.stringify({ version }));
  const from = join(root, 'test/fixtures/specs/newer.yaml');
  const request = { from, operations: [], check: false };
  const synced = await sync(project.spec, request);
  expectShown(await reportSync(project, { ...request, ...synced }), afterSync);

  const base = { name: 'the merge base with main (1a2b3c4)', text: original, version };
  const changes = compareForCallers(original, readFileSync(project.spec, 'utf8'));
  const change = { passed: false, ...describeChanges(base, changes, version) };
  const results = checksFor({}).map(({ name }) => {
    const result = name === 'change' ? change : { passed: true, summary: '', findings: [] };
    return { name, milliseconds: 140, ...result };
  });
  expectShown(asText(await reportOf(project, results)), afterContract);
});
