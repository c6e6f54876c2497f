import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiKey } from './invite.js';

const api = 'https://api.example.com/v1';

/** The source of a program that makes one invite with a client; it is JavaScript and TypeScript. */
export function inviteProgram(file: string, baseUrl = api): string {
  return `import { connect } from '../clients/${file}.js';

const send = connect({ baseUrl: '${baseUrl}', apiKey: '${apiKey}', fetch });
await send({ email: 'ada@example.com', role: 'reader' });
`;
}

/** The same, with both checks written with a schema library. */
export function checkedProgram(file: string, library: string): string {
  return `import { connect } from '../clients/${file}.js';
import { checks } from '../checks/${library}.js';

const send = connect({ baseUrl: '${api}', apiKey: '${apiKey}', fetch });
const body = { email: 'ada@example.com', role: 'reader' } as const;
if (!checks.request(body)) throw new Error('The body breaks the document.');
const invite = await send(body);
if (!checks.invite(invite)) throw new Error('The answer breaks the document.');
`;
}

/** Writes a file into a folder of the bench, which it creates if needed; returns its path. */
export function write(folder: string, name: string, source: string): string {
  const url = new URL(`../../${folder}/`, import.meta.url);
  mkdirSync(url, { recursive: true });
  const path = fileURLToPath(new URL(name, url));
  writeFileSync(path, source);
  return path;
}
