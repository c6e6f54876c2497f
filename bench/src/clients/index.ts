/** A client that is measured. */
export interface Client {
  /** Its name in the tables. */
  readonly name: string;
  /** Its file in this folder. */
  readonly file: string;
  /** Its run-time npm packages. */
  readonly packages: readonly string[];
  /** Files that its generator writes into the user's project, below `src/generated`. */
  readonly generated?: string;
  /** True if it uses no injectable `fetch`. */
  readonly ownTransport?: true;
}

/** The baseline. */
const baseline: Client = { name: 'bare fetch', file: 'fetch', packages: [] };

export const ours: Client = {
  name: 'openai-invites',
  file: 'ours',
  packages: ['openai-invites'],
};

const peers: readonly Client[] = [
  { name: 'bare fetch with a deadline', file: 'fetch-deadline', packages: [] },
  {
    name: 'openapi-fetch at its lightest, with a deadline',
    file: 'openapi-fetch-light',
    packages: ['openapi-fetch'],
  },
  { name: 'openapi-fetch', file: 'openapi-fetch', packages: ['openapi-fetch'] },
  { name: 'hey-api', file: 'hey-api', packages: [], generated: 'hey-api' },
  { name: 'orval', file: 'orval', packages: [], generated: 'orval.ts' },
  { name: 'ofetch', file: 'ofetch', packages: ['ofetch'] },
  { name: 'ky', file: 'ky', packages: ['ky'] },
  { name: 'openai', file: 'openai', packages: ['openai'] },
  { name: 'axios (fetch adapter)', file: 'axios-fetch', packages: ['axios'] },
  { name: 'axios', file: 'axios', packages: ['axios'], ownTransport: true },
  { name: 'undici.request', file: 'undici', packages: ['undici'], ownTransport: true },
];

export const clients: readonly Client[] = [baseline, ours, ...peers];

/** The clients that differ in what is imported, installed and bundled. */
export const packagedClients = clients.filter(
  ({ file }) => !['axios-fetch', 'fetch-deadline', 'openapi-fetch-light'].includes(file),
);
