import { table } from '../shared/table.js';
import { provenance } from '../shared/versions.js';
import type { Fault } from './faults.js';
import type { Observation } from './observe.js';

interface Row {
  readonly fault: Fault;
  readonly cells: readonly (Observation & { readonly client: string })[];
}

const head = ['fault', 'client', 'POSTs', 'invites at most', 'what the caller gets', 'clue'];

/** The document as Markdown. */
export function describe(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ fault, cells }) =>
    cells.map(({ client, posts, invites, told }, index) => [
      index === 0 ? fault.name : '',
      client,
      span(posts),
      String(invites),
      told.map(({ ending, calls }) => ending + ofCalls(calls, posts.length)).join(', '),
      [...new Set(told.map(({ clue }) => clue).filter((clue) => clue !== ''))].join(', '),
    ]),
  );
  const clients = rows[0]?.cells.map(({ client }) => client) ?? [];
  return `${preface}\n${provenance(clients)}\n\n${table(head, lines)}`;
}

function span(ascending: readonly number[]): string {
  return [...new Set([ascending[0], ascending.at(-1)])].join(' to ');
}

function ofCalls(calls: number, all: number): string {
  return all === 1 ? '' : ` (${calls} of ${all})`;
}

const preface = `# One call under faults, side by side

How each client, with its default settings, behaves in a call that makes one invite, when something
fails. Written by \`npm run bench:faults\`, which makes each call to a real server on a loopback address
that counts the POSTs it has read completely: no line is typed by hand.

- **invites at most**: the maximum number of invites, and so emails, that this one call can have caused.
  If the connection breaks, the answer is 500 or 503, or no answer comes, the server may have made the
  invite with each POST; caches send a 503 with \`Retry-After\` for a backend that failed afterwards. A
  429 makes none.
- **clue**: the part of the result that tells whether the invite went out: the error's own word for it,
  else the HTTP status, else the innermost error code, else nothing. It is about the last POST only: a
  client that has sent several does not say so.
- **time-out**: each client's own option, if it has one; openapi-fetch and hey-api's client get an
  \`AbortSignal.timeout\` from the caller.
- **connections refused**: whether a client gets through depends on how long it happens to wait, so
  this row makes 20 calls.
`;
