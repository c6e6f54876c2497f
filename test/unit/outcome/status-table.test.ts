import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { ruleFor } from '../../../src/outcome/statuses.js';
import { root } from '../../support/project.js';

const page = join(root, 'docs/errors.md');

test('docs/errors.md says for each status what the client does', async () => {
  const block = /(?<=<!-- statuses -->\n)[^]*(?=<!-- end of statuses -->)/;
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(block);
  const options = { ...(await resolveConfig(page)), filepath: page };
  const expected = await format(text.replace(block, `\n${table()}\n\n`), options);
  await expect(expected).toMatchFileSnapshot(page);
});

/** One row for all statuses of which the same holds. */
function table(): string {
  const statusesOf = new Map<string, number[]>();
  for (let status = 300; status < 600; status++) {
    const { outcome, isRetried } = ruleFor(status);
    const meaning = `\`${outcome}\` | ${isRetried ? 'yes, unless the quota is used up' : 'no'}`;
    statusesOf.set(meaning, [...(statusesOf.get(meaning) ?? []), status]);
  }
  const rows = [...statusesOf].map(([meaning, statuses]) => `| ${ranges(statuses)} | ${meaning} |`);
  return ['| status | `outcome` | retried |', '| - | - | - |', ...rows].join('\n');
}

/** `[400, 401, 402, 408]` as `400–402, 408`. */
function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((number) => !numbers.includes(number - 1));
  const ends = numbers.filter((number) => !numbers.includes(number + 1));
  return starts
    .map((start, index) => (start === ends[index] ? `${start}` : `${start}–${ends[index] ?? ''}`))
    .join(', ');
}
