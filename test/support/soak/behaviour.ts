import { drawAnswer, type Answer, type Question } from './answer.js';
import type { Random } from './random.js';

/** The complete behaviour of a server for one request. */
export interface Behaviour {
  readonly name: string;
  /** How much of the request the server reads before it acts. */
  readonly reads: 'head' | 'all';
  readonly invites: boolean;
  /** Whether the client can know that no invite was made. */
  readonly isRefused: boolean;
  /** Whether the answer is sound and complete, and nothing keeps the client from reading it. */
  readonly isWhole: boolean;
  /** Milliseconds, or some turns of the event loop where it is 0, before the server acts. */
  readonly delay: number;
  /** The bytes of the answer, as they are written. */
  readonly pieces: readonly Buffer[];
  /** What becomes of the connection then. */
  readonly ending: Ending;
}

/** `half-close` ends the server's side before it answers, `silence` leaves the client waiting. */
export type Ending = 'keep' | 'end' | 'destroy' | 'reset' | 'half-close' | 'silence';

type Drawn = Omit<Behaviour, 'delay'>;
type Draw = (random: Random, question: Question, isHasty: boolean) => Drawn;

/** @param isHasty whether the call ends by itself soon */
export function drawBehaviour(random: Random, question: Question, isHasty: boolean): Behaviour {
  const delay = isHasty && random.chance(0.4) ? random.below(200) : 0;
  const draw = random.weighted<Draw>([
    [84, answered],
    [10, unanswered],
    [6, garbage],
  ]);
  return { ...draw(random, question, isHasty), delay };
}

function unanswered(random: Random, _question: Question, isHasty: boolean): Drawn {
  const reads = random.pick(['head', 'all', 'all']);
  const ending = drawBreak(random, isHasty);
  const name = ending === 'silence' ? 'silence' : 'no answer, the connection ends';
  const invites = reads === 'all' && random.chance(0.6);
  return { name, reads, invites, isRefused: false, isWhole: false, pieces: [], ending };
}

function garbage(random: Random, _question: Question, isHasty: boolean): Drawn {
  const text = random.pick([
    'hello\r\n\r\n',
    'HTTP/1.1 abc\r\n\r\n',
    'ICY 200 OK\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nbad header\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n{}`,
    '\u0016\u0003\u0001\u0002\u0000',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ]);
  const pieces = split(random, Buffer.from(text, 'latin1'));
  const facts = { name: 'garbage', reads: 'all', isRefused: false, isWhole: false } as const;
  return { ...facts, invites: random.chance(0.5), pieces, ending: drawBreak(random, isHasty) };
}

type Framing = 'length' | 'chunked' | 'until the end' | 'too long' | 'too short' | 'bad chunk';

function answered(random: Random, question: Question, isHasty: boolean): Drawn {
  const answer = drawAnswer(random, question);
  const framing = random.weighted<Framing>([
    [60, 'length'],
    [14, 'chunked'],
    [8, 'until the end'],
    [3, 'too long'],
    [3, 'too short'],
    [3, 'bad chunk'],
  ]);
  const head = toHead(random, answer, framing);
  const whole = Buffer.concat([head, toBody(random, answer.body, framing)]);
  const isCut = random.chance(0.12);
  const bytes = isCut ? whole.subarray(0, random.below(whole.length)) : whole;
  const isSound = !isCut && (framing === 'length' || framing === 'chunked');
  const ending = drawEnding(random, isSound, framing === 'until the end' ? false : isHasty);
  const extra = isSound && random.chance(0.04) ? toExtra(random) : Buffer.alloc(0);
  return {
    name: `${answer.behaviour}${isSound ? '' : ', broken or unframed'}`,
    reads: 'all',
    invites: answer.invites,
    isRefused: answer.refuses && bytes.length >= head.length && ending !== 'half-close',
    isWhole: isSound && extra.length === 0 && (ending === 'keep' || ending === 'end'),
    pieces: split(random, Buffer.concat([bytes, extra])),
    ending,
  };
}

function toHead(random: Random, answer: Answer, framing: Framing): Buffer {
  const { status, reason, headers, body } = answer;
  const version = framing === 'until the end' && random.chance(0.3) ? '1.0' : '1.1';
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const frame = toFrame(framing, body.length);
  const text = [`HTTP/${version} ${status} ${reason}`, ...lines, frame, '', ''].join('\r\n');
  return Buffer.from(informational(random) + text);
}

function toFrame(framing: Framing, length: number): string {
  if (framing === 'until the end') return 'connection: close';
  if (framing === 'chunked' || framing === 'bad chunk') return 'transfer-encoding: chunked';
  const error = { length: 0, 'too long': 7, 'too short': -7 }[framing];
  return `content-length: ${Math.max(0, length + error)}`;
}

/** What may come before the answer (RFC 9110, section 15.2), asked for or not. */
function informational(random: Random): string {
  if (random.chance(0.8)) return '';
  const one = random.pick([
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n',
  ]);
  return one.repeat(1 + random.below(3));
}

function toBody(random: Random, body: Buffer, framing: Framing): Buffer {
  if (framing !== 'chunked' && framing !== 'bad chunk') return body;
  const chunks = split(random, body).filter(({ length }) => length > 0);
  const coded = chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  );
  const last = framing === 'bad chunk' ? 'no number\r\n\r\n' : '0\r\n\r\n';
  return Buffer.concat([...coded, Buffer.from(last)]);
}

/**
 * Bytes after the answer, which a client could take for the answer to its next request. They never
 * refuse: a refusal that a server forges cannot be told from a true one.
 */
function toExtra(random: Random): Buffer {
  const body = '{"object":"organization.invite","id":"invite-x","email":"eve@example.com"}';
  const stale = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  return Buffer.from(random.pick([stale, 'junk', '\r\n\r\n', 'HTTP/1.1 500 Oh\r\n\r\n']));
}

function drawEnding(random: Random, isSound: boolean, isHasty: boolean): Ending {
  if (!isSound) return drawBreak(random, isHasty);
  return random.weighted<Ending>([
    [80, 'keep'],
    [8, 'end'],
    [4, 'destroy'],
    [4, 'reset'],
    [4, 'half-close'],
  ]);
}

function drawBreak(random: Random, isHasty: boolean): Ending {
  return random.weighted<Ending>([
    [3, 'end'],
    [2, 'destroy'],
    [2, 'reset'],
    [1, 'half-close'],
    [isHasty ? 4 : 0, 'silence'],
  ]);
}

/** The same bytes in one to four pieces. */
function split(random: Random, bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let rest = bytes;
  for (let cuts = random.below(4); cuts > 0; cuts--) {
    const at = random.below(rest.length + 1);
    pieces.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return [...pieces, rest];
}
