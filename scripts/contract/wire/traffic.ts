import { sample } from 'openapi-sampler';
import type { Operation } from '../../openapi/operations.js';
import { objectAtPointer } from '../../openapi/json.js';
import type { Spec } from '../../openapi/spec.js';
import { createClient, InviteError } from '../../../src/index.js';
import { startMockOrganization } from '../../../src/mock/index.js';
import { checkRequest } from '../../../src/operation.js';
import type { Exchange } from './drift.js';

export { operation } from '../../../src/operation.js';

/** Recorded traffic, its base URL, and failed calls. */
export interface Traffic {
  readonly exchanges: readonly Exchange[];
  /** The base URL that the client was given. */
  readonly server: string;
  /** Calls that did not end with an invite. */
  readonly failures: readonly string[];
}

/** Lets the client call the mock organization, and records what they exchange. */
export async function recordTraffic(spec: Spec, operation: Operation): Promise<Traffic> {
  const organization = await startMockOrganization();
  const server = organization.url.replace(/\/$/, '');
  const exchanges: Exchange[] = [];
  const client = createClient({
    baseUrl: server,
    apiKey: organization.apiKey,
    fetch: recordingFetch(exchanges),
    maxRetries: 0,
    // What is wrong with a response is for the check to say.
    onDrift: () => undefined,
  });
  const failures: string[] = [];
  try {
    for (const body of bodiesFor(spec, operation)) {
      if (!checkRequest(body)) throw new Error('The sample of a request breaks its own schema.');
      await client.inviteUser(body).catch((error: unknown) => {
        if (!(error instanceof InviteError)) throw error;
        failures.push(`The client failed: ${error.message}`);
      });
    }
    return { exchanges, server, failures };
  } finally {
    await organization.close();
  }
}

/** The runtime's `fetch`, noting what it sends and what is answered. */
export function recordingFetch(
  exchanges: Exchange[],
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const request = new Request(url, init);
    const response = await fetch(url, init);
    exchanges.push({
      request: {
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      },
      response: {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.clone().text(),
      },
    });
    return response;
  };
}

/** The smallest and the largest request that the document allows. */
function bodiesFor(spec: Spec, { request }: Operation): unknown[] {
  if (request === undefined) return [undefined];
  const schema = objectAtPointer(spec.document, request.pointer);
  return [true, false].map((skipNonRequired) =>
    sample(schema, { skipNonRequired, skipReadOnly: true, quiet: true }, spec.document),
  );
}
