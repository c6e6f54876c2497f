import type { Outcome } from '../errors.js';

/** The meaning of an unsuccessful HTTP status. */
export interface StatusRule {
  readonly outcome: Exclude<Outcome, 'invited'>;
  /** True if the client retries. */
  readonly isRetried: boolean;
  /** True if all calls of the client must slow down. */
  readonly isRateLimit: boolean;
  /** True if the following rows of an import would fail in the same way. */
  readonly isFatalForImport: boolean;
  /** What to do next, as a sentence. */
  readonly advice: string;
}

const refused: StatusRule = {
  outcome: 'not-invited',
  isRetried: false,
  isRateLimit: false,
  isFatalForImport: false,
  advice: '',
};
const ambiguous: StatusRule = { ...refused, outcome: 'unknown' };

const wantsAdminKey =
  'This endpoint requires an admin key (sk-admin-…) of an organization owner; no other key works.';

/** The statuses whose meaning differs from that of their class. */
const statusRules: Readonly<Record<number, StatusRule>> = {
  // Not 303, which may follow a POST that took effect (RFC 9110, section 15.4.4).
  307: refused,
  308: refused,
  401: { ...refused, isFatalForImport: true, advice: wantsAdminKey },
  403: { ...refused, isFatalForImport: true, advice: wantsAdminKey },
  404: { ...refused, isFatalForImport: true, advice: 'Check the base URL and the project IDs.' },
  407: { ...refused, isFatalForImport: true, advice: 'Check the user name of the proxy.' },
  // The server gave up waiting for a request that it may have read.
  408: ambiguous,
  409: { ...refused, advice: 'The address may be invited, or a member, already.' },
  // `fetch` itself repeats it once over a new connection (Fetch standard, "HTTP-network-or-cache fetch").
  421: refused,
  429: {
    ...refused,
    isRetried: true,
    isRateLimit: true,
    isFatalForImport: true,
    advice: 'Wait before calling again.',
  },
  // Load balancers and nginx: the client in a chain of proxies gave up, after the request was read.
  460: ambiguous,
  499: ambiguous,
};

/**
 * The rule for a status that is no success. Every 5xx is ambiguous, 503 with `Retry-After` too:
 * caches send that header if the backend failed, possibly after it carried out the request.
 * Statuses outside of HTTP's classes are ambiguous too, and so are redirects, which browsers report
 * as status 0.
 */
export function ruleFor(status: number): StatusRule {
  return statusRules[status] ?? (status >= 400 && status < 500 ? refused : ambiguous);
}
