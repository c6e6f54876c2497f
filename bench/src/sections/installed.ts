import { fileURLToPath } from 'node:url';
import { ours, packagedClients, type Client } from '../clients/index.js';
import { measureInstalled, sizeOf } from '../shared/installed.js';
import { table } from '../shared/table.js';
import type { Target } from './section.js';

/** What each client adds to `node_modules`, or to the user's own sources. */
export function installedTable(): string {
  const sized = packagedClients.map((client) => ({ client, ...sizeOfClient(client) }));
  const ascending = sized.toSorted((a, b) => a.bytes - b.bytes);
  const rows = ascending.map(({ client, packages, bytes }) => {
    const kilobytes = (bytes / 1000).toFixed(0);
    return [client.name, client.generated ? '0, generated source' : String(packages), kilobytes];
  });
  return `${note}\n${table(['', 'packages', 'kB'], rows)}`;
}

const note = `Installed, with all run-time dependencies (files as they are, not as the file system rounds them up):
`;

export function installedTarget(): Target {
  const { bytes } = sizeOfClient(ours);
  return { what: 'installed size with all dependencies, MB', atMost: 4, measured: bytes / 1e6 };
}

function sizeOfClient({ packages, generated }: Client): { packages: number; bytes: number } {
  if (generated === undefined) return measureInstalled(packages);
  const path = fileURLToPath(new URL(`../../src/generated/${generated}`, import.meta.url));
  return { packages: 0, bytes: sizeOf(path) };
}
