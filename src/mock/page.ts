import { redactor } from '../http/redact.js';
import { propertyIn } from '../json.js';
import type { MockOrganization } from './server.js';

/** Maximum number of rows of a table. */
const maxRows = 100;

/** Maximum number of characters shown of a value. */
const maxText = 2000;

/** Headers of the page. The policy forbids scripts, in case any markup gets past the escaping. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  'cache-control': 'no-store',
};

/**
 * The mock organization as an HTML page that refreshes itself: its invites and requests, newest
 * first. Request headers are left out, and the API key is redacted everywhere else.
 */
export function renderPage({
  apiKey,
  invites,
  requests,
}: Pick<MockOrganization, 'apiKey' | 'invites' | 'requests'>): string {
  const show = printer(apiKey);
  const latest = newest(invites);
  const columns = [...new Set(latest.flatMap(namesIn))];
  const inviteRows = latest.map((invite) => columns.map((name) => propertyIn(invite, name)));
  const requestRows = newest(requests).map(({ method, path, body, invite }, index) => {
    return [requests.length - index, method, path, body, propertyIn(invite, 'id')];
  });
  // The empty icon keeps the browser from asking for /favicon.ico, which would count as a request.
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<link rel="icon" href="data:,">
<title>Mock organization</title>
<style>
  :root { color-scheme: light dark; font: 14px system-ui, sans-serif }
  table { border-collapse: collapse; display: block; overflow-x: auto }
  th, td { padding: 4px 16px 4px 0; text-align: left; vertical-align: top }
  td { max-width: 40ch; border-top: 1px solid #8886 }
  td { white-space: pre-wrap; overflow-wrap: break-word }
</style>
<h1>Mock organization</h1>
<h2>Invites: ${invites.length}</h2>
${table(columns, inviteRows, show)}
<h2>Requests: ${requests.length}</h2>
${table(['#', 'method', 'path', 'body', 'invite'], requestRows, show)}
</html>
`;
}

function newest<T>(items: readonly T[]): T[] {
  return items.slice(-maxRows).reverse();
}

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

type Print = (value: unknown) => string;

function table(columns: readonly string[], rows: readonly unknown[][], show: Print): string {
  const head = columns.map((name) => `<th>${show(name)}</th>`).join('');
  const lines = rows.map(
    (cells) => `<tr>${cells.map((it) => `<td>${show(it)}</td>`).join('')}</tr>`,
  );
  return `<table>\n<tr>${head}</tr>\n${lines.join('\n')}\n</table>`;
}

/** Returns a function that prints any value as HTML text, without the API key. */
function printer(apiKey: string): Print {
  const redact = redactor(apiKey);
  const redactJson = redactor(JSON.stringify(apiKey).slice(1, -1));
  return (value) => escapeHtml(shorten(redactJson(redact(toText(value)))));
}

function toText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
