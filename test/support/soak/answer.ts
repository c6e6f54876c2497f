import { brotliCompressSync, gzipSync } from 'node:zlib';
import { invite } from '../invite.js';
import type { Random, Weighted } from './random.js';

/** The request that a server answers. */
export interface Question {
  readonly address: string;
  /** The key, which some servers echo. */
  readonly authorization: string;
  /** Where a redirect leads. */
  readonly elsewhere: string;
}

type Header = readonly [name: string, value: string];

/** A complete HTTP response, and what the server did. */
export interface Answer {
  readonly behaviour: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  /** Whether the invite is made. */
  readonly invites: boolean;
  /** Whether the status says for certain that it is not. */
  readonly refuses: boolean;
}

type Draw = (random: Random, question: Question) => Answer;

const answers: readonly [Weighted<Draw>, ...Weighted<Draw>[]] = [
  [34, success],
  [12, refusal],
  [14, rateLimit],
  [4, redirect],
  [14, ambiguous],
  [6, otherSuccess],
];

/** A correct HTTP answer; only statuses that promise it exclude an invite. */
export function drawAnswer(random: Random, question: Question): Answer {
  return random.weighted(answers)(random, question);
}

function success(random: Random, question: Question): Answer {
  const [behaviour, text, invites = random.chance(0.5)] = drawBody(random, question);
  const [encoding, body, garbled = ''] = encode(random, text);
  const type = random.pick(['application/json', 'application/json; charset=utf-8', 'text/plain']);
  const headers: Header[] = [['content-type', type], ...encoding, ...noise(random, question)];
  const answer = { status: 200, reason: drawReason(random), headers, body, refuses: false };
  return { ...answer, behaviour: `200, ${behaviour}${garbled}`, invites };
}

function otherSuccess(random: Random, question: Question): Answer {
  const status = random.pick([201, 202, 204, 205, 206, 226, 299]);
  return { ...success(random, question), behaviour: 'another 2xx', status };
}

/** What it is, the text, and whether the invite is made; undefined leaves that to chance. */
type Body = readonly [behaviour: string, text: string, invites?: boolean];

function drawBody(random: Random, { address, authorization }: Question): Body {
  const mine = { ...invite, email: address };
  const drifted = random.pick<object>([
    { status: 'snoozed' },
    { expires_at: 'soon' },
    { role: 7 },
    { email: undefined },
  ]);
  const noInvite = random.pick([
    '',
    'null',
    '[]',
    '<html>Sign in</html>',
    JSON.stringify({ ...mine, object: 'list' }),
    JSON.stringify({ ...mine, id: undefined }),
    JSON.stringify(mine).slice(0, -9),
    JSON.stringify({ error: { message: `No, ${authorization}.` } }),
  ]);
  const eve = { ...invite, email: 'eve@example.com' };
  return random.weighted<Body>([
    [50, ['the invite', spell(random, mine), true]],
    [
      6,
      ['its address in capitals', spell(random, { ...mine, email: address.toUpperCase() }), true],
    ],
    [8, ['an invite that drifted', spell(random, { ...mine, ...drifted }), true]],
    [12, ["another address's invite", spell(random, eve)]],
    [14, ['no invite', noInvite]],
    [1, ['more than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`]],
  ]);
}

/** JSON in one of its spellings. */
function spell(random: Random, value: unknown): string {
  const text = JSON.stringify(value, null, random.pick([0, 2]));
  return random.pick(['', '', '\ufeff', ' \r\n']) + text + random.pick(['', '\n']);
}

type Encoded = readonly [encoding: Header[], body: Buffer, garbled?: string];

function encode(random: Random, text: string): Encoded {
  const plain = Buffer.from(text);
  return random.weighted<Encoded>([
    [85, [[], plain]],
    [6, [[['content-encoding', 'gzip']], gzipSync(plain)]],
    [6, [[['content-encoding', 'br']], brotliCompressSync(plain)]],
    [3, [[['content-encoding', 'gzip']], plain, ', of a wrong encoding']],
  ]);
}

function refusal(random: Random, question: Question): Answer {
  const codes = [400, 401, 403, 404, 407, 409, 410, 413, 421, 422, 425, 428, 431, 451] as const;
  const answer = toError(random, question, random.pick(codes));
  return { ...answer, behaviour: 'a definite 4xx', refuses: true };
}

function rateLimit(random: Random, question: Question): Answer {
  const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
  const wait = random.pick<readonly Header[]>([
    [],
    [['retry-after', '0']],
    [['retry-after', '2']],
    [['retry-after', '3600']],
    [['retry-after', 'soon']],
    [['retry-after-ms', '250']],
    [
      ['date', date],
      ['retry-after', date.replace('00:00:00', '00:00:09')],
    ],
    [['x-should-retry', 'false']],
  ]);
  const answer = toError(random, question, 429);
  return { ...answer, behaviour: '429', headers: [...answer.headers, ...wait], refuses: true };
}

/** Where the answer leads, nobody may ever ask. */
function redirect(random: Random, question: Question): Answer {
  const status = random.pick([300, 301, 302, 303, 304, 307, 307, 308, 308]);
  const answer = toError(random, question, status);
  const headers: Header[] = [...answer.headers, ['location', question.elsewhere]];
  const refuses = status === 307 || status === 308;
  const invites = !refuses && random.chance(0.5);
  return { ...answer, behaviour: 'a redirect', headers, refuses, invites };
}

function ambiguous(random: Random, question: Question): Answer {
  const status = random.pick([408, 460, 499, 500, 502, 503, 503, 504, 529, 599, 600, 700, 999]);
  const answer = toError(random, question, status);
  const advice = random.pick<readonly Header[]>([
    [],
    [['retry-after', '5']],
    [['x-should-retry', 'true']],
  ]);
  const headers = [...answer.headers, ...advice];
  const behaviour = status < 500 ? 'an ambiguous 4xx' : '5xx and above';
  return { ...answer, behaviour, headers, invites: random.chance(0.5) };
}

function toError(random: Random, question: Question, status: number): Answer {
  const { authorization } = question;
  const body = random.pick([
    '',
    '<html>Error</html>',
    JSON.stringify({ error: { message: `Not with ${authorization}.`, code: 'no' } }),
    JSON.stringify({ error: { code: 'insufficient_quota', message: 'No quota left' } }),
    `Wrong key: ${authorization}`,
    'x'.repeat(100_000),
    '{"error":{"mess',
  ]);
  const type = random.pick(['application/json', 'text/html']);
  return {
    behaviour: '',
    status,
    reason: drawReason(random),
    headers: [['content-type', type], ...noise(random, question)],
    body: Buffer.from(body),
    invites: false,
    refuses: false,
  };
}

function drawReason(random: Random): string {
  return random.pick(['OK', 'Whatever', '', '请求过多', 'Très bien']);
}

function noise(random: Random, { authorization }: Question): Header[] {
  const all: readonly Header[] = [
    ['x-request-id', random.chance(0.5) ? 'req_1' : `req of ${authorization}`],
    ['set-cookie', 'a=1'],
    ['alt-svc', 'h3=":443"'],
    ['x-long', 'x'.repeat(4000)],
    ['retry-after', '1'],
  ];
  return all.filter(() => random.chance(0.15));
}
