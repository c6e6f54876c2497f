import { objectAt } from '../openapi/json.js';

/**
 * The section of CHANGELOG.md for a tagged version.
 *
 * @throws Error that names everything that is still missing for a release.
 */
export function releaseNotes(tag: string, manifest: unknown, changelog: string): string {
  const { version, repository } = objectAt({ manifest }, 'manifest');
  const section = sectionOf(changelog, String(version));
  const faults = [
    tag !== `v${String(version)}` &&
      `The tag is ${tag}, but package.json has version ${String(version)}: set one to the other.`,
    section === undefined &&
      `CHANGELOG.md has no section "## ${String(version)}": write what is new.`,
    section?.heading.includes('unreleased') &&
      `CHANGELOG.md still calls ${String(version)} unreleased: put the date there.`,
    /\bOWNER\b/.test(JSON.stringify(repository ?? 'OWNER')) &&
      'package.json names no owner in "repository", which ties the provenance to the sources: put the account in place of OWNER.',
  ].filter((fault) => typeof fault === 'string');
  if (section === undefined || faults.length > 0) throw new Error(faults.join('\n'));
  return section.text;
}

function sectionOf(
  changelog: string,
  version: string,
): { heading: string; text: string } | undefined {
  return changelog
    .split(/^## /m)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return { heading, text: lines.join('\n').trim() };
    })
    .find(({ heading }) => heading.split(' ')[0] === version);
}
