import { expect, test } from 'vitest';
import { formats } from '../../../scripts/contract/formats/index.js';
import { projectIn } from '../../../scripts/contract/project.js';
import { reportOf, type Report } from '../../../scripts/contract/report.js';
import type { Finding } from '../../../scripts/contract/check.js';
import { original } from '../../support/document.js';
import { root } from '../../support/project.js';

function reportWith(...findings: Finding[]): Promise<Report> {
  const result = { name: 'change', passed: false, milliseconds: 1234, summary: '1 breaking' };
  return reportOf(projectIn(root), [{ ...result, findings }]);
}

const invited = '#/components/schemas/Invite/properties/invited_at';
const gone: Finding = {
  level: 'error',
  message: '`Invite.invited_at` is gone.',
  pointer: invited,
  details: ['Invite.invited_at: removed'],
};

test('a pointer becomes the line of its key, and of the nearest parent where it is gone', async () => {
  const lineOf = (text: string) =>
    1 + original.split('\n').findIndex((line) => line.startsWith(text));
  const report = await reportWith(
    gone,
    { ...gone, pointer: `${invited}/no/such` },
    { ...gone, pointer: '#/components/schemas/Invite/x-oaiMeta/example' },
    { ...gone, pointer: '#/tags/1' },
    { level: 'error', message: 'without a place' },
  );
  expect(report.checks[0]?.findings.map(({ line }) => line)).toEqual([
    lineOf('        invited_at:'),
    lineOf('        invited_at:'),
    lineOf('        example: |'),
    lineOf('  - name: Audio'),
    undefined,
  ]);
});

test('text fits 80 columns, but for a pointer that is longer', async () => {
  const report = await reportWith({ ...gone, message: 'It is gone. '.repeat(20) });
  const lines = formats.text(report).split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[0]).toBe('FAIL  change   1.23 s  1 breaking');
  expect(lines.at(-2)).toBe('Failed: change.');
});

test('github: annotations with their escapes, the gravest first', async () => {
  const report = await reportWith(
    { level: 'information', message: 'a note' },
    { ...gone, message: '100 %\r\nof it: gone, all' },
  );
  const lines = formats.github(report).split('\n');
  const start = lines.findIndex((line) => line.startsWith('::error'));
  const line = report.checks[0]?.findings[1]?.line ?? 0;
  expect(lines.slice(start)).toEqual([
    `::error file=api-definition.yaml,line=${line},title=contract%3A change::` +
      `100 %25%0D%0Aof it: gone, all%0AInvite.invited_at: removed%0A${invited}`,
    '::notice title=contract%3A change::a note',
    '',
  ]);
});

test('github: text of the document is no command to the runner', async () => {
  const report = await reportWith({ ...gone, message: '::add-mask::x', details: ['::error::y'] });
  const [first = '', ...lines] = formats.github(report).split('\n');
  const token = first.replace('::stop-commands::', '');
  expect(token).toMatch(/^[0-9a-f-]{36}$/);
  const shown = lines.slice(lines.indexOf(`::${token}::`) + 1);
  expect(shown.filter((line) => /^\s*::(?!error file=)/.test(line))).toEqual([]);
});

test('markdown: text of the document makes no tables, tags, links or mentions', async () => {
  const report = await reportWith({
    ...gone,
    message: 'a | b <img> [c](d) @all `e_f`\n# g',
    details: ['h ` i'],
  });
  const markdown = formats.markdown(report);
  expect(markdown).toContain('a \\| b \\<img\\> \\[c\\](d) @\u200ball `e_f` # g');
  expect(markdown).toContain('  - `` h ` i ``');
  expect(markdown).toContain('| ❌ | change | 1.23 s | 1 breaking |');
  expect(markdown).toMatch(/^## The contract is broken$/m);
});

test('json is the report', async () => {
  const report = await reportWith(gone);
  expect(JSON.parse(formats.json(report))).toEqual(report);
  expect(Object.keys(report)).toEqual(['version', 'document', 'passed', 'checks']);
});
