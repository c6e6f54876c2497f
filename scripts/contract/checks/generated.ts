import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { generate } from '../../generate/files.js';
import { isObject, objectAt } from '../../openapi/json.js';
import { sha256 } from '../../openapi/sha256.js';
import type { Finding, Outcome, Project } from '../check.js';

/** Is what is committed what the document generates, byte for byte? Nothing is written. */
export async function checkGenerated(project: Project): Promise<Outcome> {
  const wanted = await generate(project.spec);
  const found = await readFolder(project.generated);
  const recorded = recordedHashes(found.get('manifest.json'));
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  const faults = names.flatMap((name) => {
    const fault = compare(wanted.get(name), found.get(name), recorded[name]);
    return fault === undefined
      ? []
      : [`${relative(project.folder, project.generated)}/${name}: ${fault}`];
  });
  const findings = faults.map((fault): Finding => {
    return { level: 'error', message: `${fault}. Mend it: npm run generate` };
  });
  const equal = names.length - faults.length;
  const summary = `${equal} of ${names.length} files are what the document generates`;
  return { summary, findings };
}

function compare(
  wanted: string | undefined,
  found: Buffer | undefined,
  recorded: unknown,
): string | undefined {
  if (found === undefined) return 'missing';
  if (wanted === undefined) return 'not generated from the document, and does not belong here';
  if (found.equals(Buffer.from(wanted))) return undefined;
  return recorded === undefined || recorded === sha256(found)
    ? 'out of date'
    : 'edited by hand after it was generated';
}

/** What each file was when it was generated: the manifest remembers. */
function recordedHashes(manifest: Buffer | undefined): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(manifest?.toString('utf8') ?? '');
    return isObject(json) ? objectAt(json, 'files') : {};
  } catch {
    return {};
  }
}

/** All files of a folder by their paths in it; none where there is no folder. */
async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(absent);
  const files = entries.filter((entry) => !entry.isDirectory());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const shown = relative(folder, path).replaceAll('\\', '/');
        return [shown, await readFile(path)] as const;
      }),
    ),
  );
}

function absent(cause: unknown): [] {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
  throw cause;
}
