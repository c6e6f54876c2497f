import { isObject, parseJson } from '../json.js';
import { addressKey } from '../operation.js';
import { checkFault, type Fault, type MatchableRequest } from './fault.js';

/** The remaining faults. A request takes the first one that matches it. */
export class FaultQueue {
  #entries: { readonly fault: Fault; left: number }[] = [];

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) this.add(fault);
  }

  add(fault: Fault): void {
    checkFault(fault);
    this.#entries.push({ fault, left: fault.times ?? 1 });
  }

  /** Takes the next fault if it breaks any connection before the request is read. */
  takeUnread(): Fault | undefined {
    this.#dropSpent();
    const [next] = this.#entries;
    const isUnread = next?.fault.break === 'before-reading' && next.fault.match === undefined;
    return isUnread ? this.#use(next) : undefined;
  }

  /**
   * Takes the first fault that matches a request; if `match` throws, the fault is a 500 with the
   * reason.
   */
  take(request: MatchableRequest): Fault {
    this.#dropSpent();
    try {
      return this.#use(this.#entries.find(({ fault }) => isFor(fault, request))) ?? {};
    } catch (error) {
      const message = `The match function of a fault threw: ${String(error)}`;
      return { status: 500, body: { error: { message } } };
    }
  }

  #use(entry: { readonly fault: Fault; left: number } | undefined): Fault | undefined {
    if (entry) entry.left -= 1;
    return entry?.fault;
  }

  #dropSpent(): void {
    this.#entries = this.#entries.filter(({ left }) => left > 0);
  }
}

function isFor({ match }: Fault, request: MatchableRequest): boolean {
  if (typeof match === 'function') return match(request);
  return match === undefined || textsIn(request.body).includes(addressKey(match));
}

/**
 * The top-level strings of a JSON body as address keys, since the document may rename the address.
 */
function textsIn(body: string): string[] {
  const json = parseJson(body);
  if (!isObject(json)) return [];
  return Object.values(json).flatMap((value) =>
    typeof value === 'string' ? [addressKey(value)] : [],
  );
}
