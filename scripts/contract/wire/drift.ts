import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject, listAt, type JsonObject } from '../../openapi/json.js';
import { toHar, type Exchange } from '../har.js';

/** Where traffic was recorded, and what it has to keep to. */
export interface DriftTarget {
  /** The OpenAPI document's path. */
  readonly spec: string;
  /** The base URL: the document's paths begin there. */
  readonly server: string;
}

/**
 * What Redocly's `drift` finds wrong with one exchange: a second opinion that shares no code
 * with ours. It holds the path, the method, security, and both bodies against the document.
 */
export async function findDrift(exchange: Exchange, target: DriftTarget): Promise<string[]> {
  const { problems, coverage } = await examine(exchange, target);
  if (problems.length > 0) return problems;
  const found = overlooked(exchange, coverage);
  if (exchange.status < 400) return found;
  // `drift` accepts an invalid request that was refused, but this client must not send any.
  const accepted = await examine({ ...exchange, status: 200, responseBody: '' }, target);
  return [...accepted.problems, ...found];
}

async function examine(exchange: Exchange, { spec, server }: DriftTarget) {
  // The traffic contains a (made-up) key: the folder is private, and deleted at once.
  const folder = await mkdtemp(join(tmpdir(), 'openai-invites-wire-'));
  try {
    await writeFile(join(folder, 'wire.har'), toHar([exchange]));
    const args = ['wire.har', '--api', spec, '--server', server, '--format', 'json'];
    const output = ['--output', 'problems.json', '--coverage-output', 'coverage.json'];
    const said = await runRedocly([...args, ...output], folder);
    const report = await readJson(join(folder, 'problems.json'), said);
    const coverage = await readJson(join(folder, 'coverage.json'), said);
    return { problems: listAt(report, 'problems').filter(isObject).map(wordsOf), coverage };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wordsOf({ message, ruleId }: JsonObject): string {
  return typeof ruleId === 'string' ? `${String(message)} (${ruleId})` : String(message);
}

/**
 * `drift` does not report what it cannot match: an undocumented status, or a body of another media
 * type. Its coverage report shows what it skipped.
 */
function overlooked({ method, requestBody }: Exchange, coverage: JsonObject): string[] {
  const operations = listAt(coverage, 'operations').filter(isObject);
  const met = operations.flatMap((operation) => listAt(operation, 'covered').filter(isObject));
  const all = [...met, ...operations.flatMap((o) => listAt(o, 'missing').filter(isObject))];
  const statuses = met.filter(({ kind }) => kind === 'response').map(({ status }) => status);
  const unread = (target: string): boolean => {
    const isProperty = (item: JsonObject): boolean => {
      return item['kind'] === 'property' && item['target'] === target;
    };
    const ofThisAnswer = (item: JsonObject): boolean => {
      return target === 'request' || statuses.includes(item['status']);
    };
    return all.some((item) => isProperty(item) && ofThisAnswer(item)) && !met.some(isProperty);
  };
  if (!met.some(({ kind }) => kind === 'operation')) return [`${method} matches no operation.`];
  if (statuses.length === 0) return ['The status of the answer is not documented.'];
  return [
    ...(requestBody !== '{}' && unread('request') ? [unreadable('request')] : []),
    ...(unread('response') ? [unreadable('answer')] : []),
  ];
}

function unreadable(side: string): string {
  return `The ${side} has no body of a documented media type, or none of the documented properties.`;
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
