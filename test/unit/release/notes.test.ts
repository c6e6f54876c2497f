import { expect, test } from 'vitest';
import { releaseNotes } from '../../../scripts/release/notes.js';

const manifest = { version: '0.2.0', repository: 'https://example.com/repository.git' };
const changelog = `# Changelog

## 0.2.0 (2026-01-02)

- Something new.

## 0.1.0 (2026-01-01)

- The first one.
`;

test('release notes are the section of the version in the changelog', () => {
  expect(releaseNotes('v0.2.0', manifest, changelog)).toBe('- Something new.');
});

test.each([
  ['its tag is not its version', 'v0.3.0', {}, changelog, /^The tag is v0\.3\.0/],
  ['the changelog does not know it', 'v0.2', { version: '0.2' }, changelog, /no section "## 0\.2"/],
  [
    'the changelog calls it unreleased',
    'v0.2.0',
    {},
    changelog.replace('2026-01-02', 'unreleased'),
    /still calls 0\.2\.0 unreleased/,
  ],
  ['it names no repository', 'v0.2.0', { repository: undefined }, changelog, /no owner/],
  [
    'its repository has no owner',
    'v0.2.0',
    { repository: 'github:OWNER/x' },
    changelog,
    /no owner/,
  ],
])('nothing is released when %s', (_, tag, change, log, fault) => {
  expect(() => releaseNotes(tag, { ...manifest, ...change }, log)).toThrow(fault);
});

test('everything that is missing is reported at once', () => {
  expect(() => releaseNotes('v1.0.0', { version: '0.9.0' }, changelog)).toThrow(
    /The tag is.*\n.*no section.*\n.*no owner/,
  );
});
