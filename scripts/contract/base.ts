import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isObject } from '../openapi/json.js';
import type { Project } from './check.js';

/** The base of a comparison. */
export interface Base {
  /** As a message calls it: `v1.2.0`, `the merge base with origin/main (1a2b3c4)`. */
  readonly name: string;
  /** The OpenAPI document. */
  readonly text: string;
  /** The package's version that went with it; undefined if unknown. */
  readonly version: string | undefined;
}

/**
 * Finds the base that was asked for: a file or a git ref; else the commit that this branch left
 * the default branch at, else the latest version tag.
 */
export async function findBase(project: Project, wanted: string | undefined): Promise<Base> {
  if (wanted === undefined) return defaultBase(project);
  const text = await readIfThere(wanted);
  if (text !== undefined) return { name: wanted, text, version: await versionFor(project, wanted) };
  const commit = await commitOf(project.folder, wanted);
  if (commit === undefined) throw new Error(`${wanted} is neither a file nor a git ref.`);
  return baseAt(project, wanted, commit);
}

async function defaultBase(project: Project): Promise<Base> {
  const { folder } = project;
  for (const branch of await defaultBranches(folder)) {
    const commit = (await git(folder, 'merge-base', branch, 'HEAD'))?.trim();
    if (commit === undefined) continue;
    return baseAt(project, `the merge base with ${branch} (${commit.slice(0, 7)})`, commit);
  }
  const described = ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', '--match', '[0-9]*'];
  const tag = (await git(folder, ...described))?.trim();
  const commit = tag === undefined ? undefined : await commitOf(folder, tag);
  if (tag !== undefined && commit !== undefined) return baseAt(project, tag, commit);
  throw new Error(
    'Nothing to compare with: git knows no merge base with the default branch and no version ' +
      'tag. In CI, check out the whole history (fetch-depth: 0). Name a base with ' +
      '--base <git ref | file>, or do without the comparison: --base none.',
  );
}

/** Candidates for the default branch, most reliable first. */
async function defaultBranches(folder: string): Promise<string[]> {
  const target = process.env['GITHUB_BASE_REF'];
  const head = await git(folder, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  const usual = ['origin/main', 'origin/master', 'main', 'master'];
  return [...(target ? [`origin/${target}`] : []), ...(head ? [head.trim()] : []), ...usual];
}

async function commitOf(folder: string, ref: string): Promise<string | undefined> {
  const wanted = `${ref}^{commit}`;
  return (await git(folder, 'rev-parse', '--verify', '--end-of-options', wanted))?.trim();
}

async function baseAt({ folder, spec }: Project, name: string, commit: string): Promise<Base> {
  const text = await git(folder, 'show', `${commit}:./${basename(spec)}`);
  if (text === undefined) {
    throw new Error(`There is no ${basename(spec)} in ${name}. Go without it: --base none.`);
  }
  return { name, text, version: versionIn(await git(folder, 'show', `${commit}:./package.json`)) };
}

/** A file has no version of its own: the package.json beside it tells, else the default base. */
async function versionFor(project: Project, file: string): Promise<string | undefined> {
  const beside = versionIn(await readIfThere(join(dirname(file), 'package.json')));
  if (beside !== undefined) return beside;
  return defaultBase(project).then(
    ({ version }) => version,
    () => undefined,
  );
}

/** The version in the text of a package.json. */
export function versionIn(text: string | undefined): string | undefined {
  try {
    const json: unknown = JSON.parse(text ?? '');
    return isObject(json) && typeof json['version'] === 'string' ? json['version'] : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** The output of a git command; undefined if it fails. */
function git(folder: string, ...args: string[]): Promise<string | undefined> {
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
