import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { root } from './project.js';

export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The README's code blocks in a language. */
export function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , code = '']) => code);
}

/** A block of TypeScript as Node.js runs it. */
export async function toJavaScript(code: string): Promise<string> {
  return (await transform(code, { loader: 'ts' })).code;
}
