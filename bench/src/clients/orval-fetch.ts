import type { Setup } from './client.js';

let setup: Setup | undefined;

/** Sets up the one client that orval's functions use. */
export function configure(given: Setup): void {
  setup = given;
}

/** The function that orval's generated code calls, as in orval's guide to the fetch client. */
export async function send<T>(url: string, init: RequestInit): Promise<T> {
  if (setup === undefined) throw new Error('orval: call configure first.');
  const { apiKey, baseUrl, fetch } = setup;
  // orval's functions pass a plain object.
  const given = init.headers as Record<string, string>;
  const headers = { ...given, authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${baseUrl}${url}`, { ...init, headers });
  const data: unknown = await response.json();
  return { status: response.status, data, headers: response.headers } as T;
}
