/** Runs each client under each fault and writes the observations to `docs/fault-comparison.md`. */
import { writeFileSync } from 'node:fs';
import { connect as axios } from './clients/axios.js';
import type { Connect } from './clients/client.js';
import { connect as heyApi } from './clients/hey-api.js';
import { connect as ky } from './clients/ky.js';
import { connect as ofetch } from './clients/ofetch.js';
import { connect as openai } from './clients/openai.js';
import { connect as openapiFetch } from './clients/openapi-fetch.js';
import { connect as ours } from './clients/ours.js';
import { describe } from './faults/document.js';
import { faults } from './faults/faults.js';
import { observe } from './faults/observe.js';

/** By the names of their packages. */
const clients: Readonly<Record<string, Connect>> = {
  'openai-invites': ours,
  openai,
  '@hey-api/openapi-ts': heyApi,
  ky,
  ofetch,
  axios,
  'openapi-fetch': openapiFetch,
};

const rows = [];
for (const fault of faults) {
  const cells = Object.entries(clients).map(async ([client, connect]) => {
    return { client, ...(await observe(fault, connect)) };
  });
  rows.push({ fault, cells: await Promise.all(cells) });
}
const text = describe(rows);
writeFileSync(new URL('../../docs/fault-comparison.md', import.meta.url), text);
console.log(text);
