import { expect, test } from 'vitest';
import { renderPage } from '../../../src/mock/page.js';
import { ada, clientFor, invite, key } from '../../support/calls.js';
import { organizationWith } from '../../support/organization.js';

const request = { method: 'POST', path: '/v1/organization/invites', headers: {}, body: '', invite };

/** The texts of the cells, row by row, as a browser would show them. */
function cells(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd]>([^<>]*)<\/t[hd]>/g)].map(([, text = '']) =>
      text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    ),
  );
}

test('shows the invites and the requests, newest first', () => {
  const grace = { ...invite, id: 'invite-grace', email: 'grace@example.com' };
  const html = renderPage({
    apiKey: key,
    invites: [invite, grace],
    requests: [
      { ...request, body: '{"email":"ada@example.com"}' },
      { ...request, method: 'PUT', invite: undefined },
    ],
  });
  const rows = cells(html);
  const email = rows[0]?.indexOf('email') ?? -1;
  expect(rows.slice(1, 3).map((row) => row[email])).toEqual([grace.email, invite.email]);
  expect(rows.slice(3)).toEqual([
    ['#', 'method', 'path', 'body', 'invite'],
    ['2', 'PUT', request.path, '', ''],
    ['1', 'POST', request.path, '{"email":"ada@example.com"}', invite.id],
  ]);
  expect(html).toContain('<meta http-equiv="refresh"');
});

test('escapes whatever comes from a request', () => {
  const evil = `</td><script>alert("&amp;")</script><img src=x onerror='alert(1)'>`;
  const empty = renderPage({ apiKey: key, invites: [], requests: [] });
  const html = renderPage({
    apiKey: key,
    invites: [{ ...invite, email: evil, id: evil }],
    requests: [
      { ...request, method: evil, path: evil, body: evil, invite: { ...invite, id: evil } },
    ],
  });
  const tags = (page: string) => new Set(page.match(/<[^>]*>/g));
  expect([...tags(html)].filter((tag) => !tags(empty).has(tag))).toEqual(['<td>', '</td>']);
  expect(
    cells(html)
      .flat()
      .filter((text) => text === evil),
  ).toHaveLength(6);
});

test.each([
  ['plain', key],
  ['with characters that JSON, URLs and HTML escape', 'sk-<"\\& key'],
])('never shows the key: %s', (_name, apiKey) => {
  const forms = [apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey)];
  const body = `${'x'.repeat(1995)}${forms.join(' ')}`;
  const html = renderPage({
    apiKey,
    invites: [{ ...invite, email: apiKey, projects: [{ id: apiKey, role: 'member' }] }],
    requests: forms.map((form) => ({
      ...request,
      path: `/?key=${form}`,
      headers: { authorization: `Bearer ${apiKey}` },
      body: form === apiKey ? body : form,
    })),
  });
  const shown = cells(html).flat().join('\n');
  for (const form of forms) expect(shown).not.toContain(form.replace(/^"|"$/g, ''));
  expect(shown).not.toContain(apiKey.slice(0, 4));
  expect(shown).toContain('[redacted]');
});

test('shows the newest 100 of each, with long bodies shortened', () => {
  const requests = Array.from({ length: 1000 }, () => ({ ...request, body: 'x'.repeat(100_000) }));
  const html = renderPage({ apiKey: key, invites: requests.map(() => invite), requests });
  expect(html.length).toBeLessThan(300_000);
  expect(html).toContain('Requests: 1000');
  expect(cells(html).slice(-100, -99)[0]?.[0]).toBe('1000');
});

test('is served at / without a key, takes no fault, and is no request', async () => {
  const organization = await organizationWith({ status: 418 });
  const { origin } = new URL(organization.url);
  await clientFor(organization.url)
    .inviteUser(ada)
    .catch(() => undefined);
  organization.addFault({ status: 500 });
  const response = await fetch(origin);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await response.text();
  expect(html).toContain('Requests: 1<');
  expect(html).not.toContain(key);
  expect((await fetch(`${origin}/?refresh`)).status).toBe(200);
  expect((await fetch(origin, { method: 'HEAD' })).status).toBe(200);
  expect(organization.requests).toHaveLength(1);
  expect((await fetch(origin, { method: 'POST' })).status).toBe(500);
});
