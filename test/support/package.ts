import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './project.js';

/** Runs npm as a user would, without the settings that an outer `npm test` hands down. */
function npm(args: string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_userconfig)/i.test(name)),
  );
  return execFileSync('npm', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * Packs the project and installs the tarball in an empty folder. Its run-time dependencies come
 * out of this project's node_modules, so that no registry is asked.
 */
export function installPackage(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const pack = (source: string, ...flags: string[]): string =>
    join(
      tarballs,
      npm(['pack', source, '--pack-destination', tarballs, ...flags], root)
        .trim()
        .split('\n')
        .at(-1) ?? '',
    );
  const own = pack('.');
  const dependencies = runTimeDependencies().map((path) => pack(path, '--ignore-scripts'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(['install', '--offline', '--no-audit', '--no-fund', own, ...dependencies], folder);
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folders of the run-time dependencies, as npm knows them. */
function runTimeDependencies(): string[] {
  const listed = npm(['ls', '--omit=dev', '--all', '--parseable'], root).trim().split('\n');
  return listed.slice(1);
}
