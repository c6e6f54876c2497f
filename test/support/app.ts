import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { expect, vi } from 'vitest';
import { toJavaScript, type Block } from './pages.js';
import { root, type Removable } from './project.js';

/** A user's project, with the packed package and other packages in its `node_modules`. */
export interface App extends Removable {
  /** Writes a block as a module, in TypeScript and as it runs; returns the path without extension. */
  readonly write: (block: Block) => Promise<string>;
}

/** @param others packages of this project's own `node_modules` */
export function makeApp(installed: string, others: readonly string[]): App {
  const folder = mkdtempSync(join(tmpdir(), 'openai-invites-app-'));
  const link = (modules: string, name: string): void => {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(modules, name), path, 'junction');
  };
  const modules = join(installed, 'node_modules');
  for (const name of readdirSync(modules)) if (!name.startsWith('.')) link(modules, name);
  for (const name of others) link(join(root, 'node_modules'), name);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
    write: async ({ page, number, code }) => {
      const own = `${page.replaceAll(/\W/g, '-')}-${number}`;
      const path = join(folder, /^\/\/ ([\w-]+)\.ts\n/.exec(code)?.[1] ?? own);
      writeFileSync(`${path}.ts`, code);
      writeFileSync(`${path}.mjs`, await toJavaScript(code));
      return path;
    },
  };
}

let imports = 0;

/** Imports a module anew, whether or not it was imported before. */
export async function importAnew<Module>(path: string): Promise<Module> {
  return (await import(`${pathToFileURL(path).href}?${imports++}`)) as Module;
}

/** Runs a program in this process; resolves with what it printed, call by call. */
export async function runProgram(path: string): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  try {
    await importAnew(path);
    expect(warn.mock.calls).toEqual([]);
    return log.mock.calls.map((args: unknown[]) => format(...args));
  } finally {
    log.mockRestore();
    warn.mockRestore();
  }
}
