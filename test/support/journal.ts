import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The path of the only journal in a folder. */
export function journalPathIn(folder: string): string {
  const [name = '', ...others] = readdirSync(folder).filter((file) =>
    file.endsWith('.journal.ndjson'),
  );
  if (name === '' || others.length > 0)
    throw new Error(`no journal, or several: ${name} ${others.join(' ')}`);
  return join(folder, name);
}

/** The text of the only journal in a folder. */
export function journalIn(folder: string): string {
  return readFileSync(journalPathIn(folder), 'utf8');
}
