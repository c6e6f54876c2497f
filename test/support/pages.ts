import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { root } from './project.js';

const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const names = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...docs.map((name) => `docs/${name}`),
];

/** The Markdown pages for users and maintainers, by path. */
export const pages: ReadonlyMap<string, string> = new Map(
  names.map((name) => [name, readFileSync(join(root, name), 'utf8')]),
);

/** A fenced code block of a page. */
export interface Block {
  readonly page: string;
  /** 1-based number of the block in its page. */
  readonly number: number;
  readonly language: string;
  readonly code: string;
}

export const blocks: readonly Block[] = [...pages].flatMap(([page, text]) =>
  [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(
    ([, indent = '', language = '', code = ''], index) => ({
      page,
      number: index + 1,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  ),
);

/** A block of TypeScript as an ES module that Node.js runs, where its own files end in `.mjs`. */
export async function toJavaScript(code: string): Promise<string> {
  const { code: script } = await transform(code, { loader: 'ts' });
  return script.replaceAll(/"(\.\/[\w-]+)\.js"/g, '"$1.mjs"');
}
