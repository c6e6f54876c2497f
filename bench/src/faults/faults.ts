/** How the server answers a POST that it has read. */
export type Answer =
  'break' | 'silence' | { readonly status: number; readonly headers?: Record<string, string> };

/** A row of the table: how a server fails. */
export interface Fault {
  readonly name: string;
  /** The answer to the nth POST, counted from 0. */
  readonly answer: (nth: number) => Answer;
  /** True if the server may have made the invite nevertheless. */
  readonly mayHaveInvited: boolean;
  /** Milliseconds until the server listens. */
  readonly listensAfter?: number;
  /** Time limit of the clients, in milliseconds. */
  readonly timeout?: number;
  /** Number of calls, each to its own server, if the result depends on chance. */
  readonly calls?: number;
}

const always = (answer: Answer) => () => answer;
const once = (answer: Answer) => (nth: number) => (nth === 0 ? answer : { status: 200 });
const retryAfter = { 'retry-after': '1' };

export const faults: readonly Fault[] = [
  {
    name: 'the connection breaks after the POST is read',
    answer: always('break'),
    mayHaveInvited: true,
  },
  { name: '500', answer: always({ status: 500 }), mayHaveInvited: true },
  { name: '503', answer: always({ status: 503 }), mayHaveInvited: true },
  {
    name: '503 with `Retry-After: 1`, once',
    answer: once({ status: 503, headers: retryAfter }),
    mayHaveInvited: true,
  },
  {
    name: '429 with `Retry-After: 1`, once',
    answer: once({ status: 429, headers: retryAfter }),
    mayHaveInvited: false,
  },
  {
    name: 'connections refused for the first second',
    answer: always({ status: 200 }),
    mayHaveInvited: false,
    listensAfter: 1000,
    calls: 20,
  },
  {
    name: 'no answer, time-out 500 ms',
    answer: always('silence'),
    mayHaveInvited: true,
    timeout: 500,
  },
];
