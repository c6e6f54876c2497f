/** What the server does with one POST that it has read. */
export type Answer =
  'break' | 'silence' | { readonly status: number; readonly headers?: Record<string, string> };

/** One row of the table: how a server goes wrong. */
export interface Fault {
  readonly name: string;
  /** What becomes of the first POST, the second and so on (counted from 0). */
  readonly answer: (nth: number) => Answer;
  /** Whether the server may have made the invite and yet answers like this. */
  readonly mayHaveInvited: boolean;
  /** Milliseconds until somebody listens. */
  readonly listensAfter?: number;
  /** Milliseconds, as the clients' time-out. */
  readonly timeout?: number;
  /** How many calls are made, each at a server of its own, where chance decides. */
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
