import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject, listAt, type JsonObject } from '../../openapi/json.js';
import { documentedStatus, type JsonBody, type Operation } from '../../openapi/operations.js';

/** A request and its answer. */
export interface Exchange {
  readonly request: Message & { readonly method: string; readonly url: string };
  readonly response: Message & { readonly status: number };
}

interface Message {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where traffic was recorded, and what it has to keep to. */
export interface DriftTarget {
  /** The OpenAPI document's path. */
  readonly spec: string;
  /** The base URL: the document's paths begin there. */
  readonly server: string;
  /** The operation that was called. */
  readonly operation: Operation;
}

/**
 * What Redocly's `drift` finds wrong with each exchange: a second opinion that shares no code with
 * ours. It holds the path, the method, security, and both bodies against the document. All
 * exchanges go through one process, since starting it takes longer than checking.
 */
export async function findDrift(
  exchanges: readonly Exchange[],
  target: DriftTarget,
): Promise<string[][]> {
  // `drift` accepts an invalid request that was refused, but this client must not send any.
  const accepted = exchanges.map(({ request, response }) => {
    return { request, response: { ...response, status: 200, body: '' } };
  });
  const problems = await problemsOf([...exchanges, ...accepted], target);
  return exchanges.map((exchange, index) => {
    const found = problems[index] ?? [];
    if (found.length > 0) return found;
    const refused =
      exchange.response.status < 400 ? [] : (problems[exchanges.length + index] ?? []);
    return [...refused, ...overlooked(exchange, target.operation)];
  });
}

/** The problems that `drift` reports, by the exchange. */
async function problemsOf(exchanges: readonly Exchange[], { spec, server }: DriftTarget) {
  // The traffic contains a (made-up) key: the folder is private, and deleted at once.
  const folder = await mkdtemp(join(tmpdir(), 'openai-invites-wire-'));
  try {
    const lines = exchanges.map((exchange) => JSON.stringify(exchange, withoutEmptyBody));
    await writeFile(join(folder, 'wire.ndjson'), lines.join('\n'));
    const args = ['wire.ndjson', '--api', spec, '--server', server, '--format', 'json'];
    const said = await runRedocly([...args, '--output', 'problems.json'], folder);
    const report = await readJson(join(folder, 'problems.json'), said);
    const problems = listAt(report, 'problems').filter(isObject);
    return exchanges.map((_, index) =>
      problems.filter(({ exchangeIndex }) => exchangeIndex === index).map(wordsOf),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withoutEmptyBody(key: string, value: unknown): unknown {
  return key === 'body' && value === '' ? undefined : value;
}

function wordsOf({ message, ruleId }: JsonObject): string {
  return typeof ruleId === 'string' ? `${String(message)} (${ruleId})` : String(message);
}

/** `drift` passes what it cannot match: an undocumented status, a body of another media type. */
function overlooked({ request, response }: Exchange, operation: Operation): string[] {
  const documented = documentedStatus(operation, response.status);
  if (documented === undefined) return ['The status of the answer is not documented.'];
  const answer = operation.responses.get(documented);
  return [
    ...(request.body !== '' && isUnread(operation.request, request) ? [unreadable('request')] : []),
    ...(answer && (response.body === '' || isUnread(answer, response))
      ? [unreadable('answer')]
      : []),
  ];
}

function isUnread(body: JsonBody | undefined, { headers }: Message): boolean {
  const sent = mediaTypeOf(headers['content-type'] ?? '');
  const [kind = ''] = sent.split('/');
  const known = body?.contents.map(({ mediaType }) => mediaTypeOf(mediaType)) ?? [];
  return known.length > 0 && ![sent, `${kind}/*`, '*/*'].some((type) => known.includes(type));
}

function mediaTypeOf(text: string): string {
  return text.toLowerCase().replace(/\s*;.*$/s, '');
}

function unreadable(side: string): string {
  return `The ${side} has no body of a documented media type.`;
}

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js');

/** Runs `redocly drift`; resolves with all it says, however it ends. */
function runRedocly(args: string[], cwd: string): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'drift', ...args], { cwd, env }, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`);
    });
  });
}

async function readJson(path: string, said: string): Promise<JsonObject> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  if (isObject(json)) return json;
  throw new Error(`redocly drift gave no report. It said:\n${said.trim()}`);
}
