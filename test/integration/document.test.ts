/** The project with its own document, whatever that says. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findViolations } from '../../src/violations.js';
import { root } from '../support/project.js';

function npm(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile('npm', args, { cwd: root }, (error, out, err) => {
      resolve({ code: error?.code ?? 0, out, err });
    });
  });
}

/** What the document has against the invite that `npm start` asks for. */
async function objections(): Promise<string[]> {
  const { href } = pathToFileURL(join(root, 'generated/validators.js'));
  const { validators } = (await import(/* @vite-ignore */ href)) as {
    validators: Record<string, { request: Parameters<typeof findViolations>[0] }>;
  };
  const check = validators['inviteUser']?.request;
  if (check === undefined) throw new Error('There are no checks for inviteUser.');
  return findViolations(check, { email: 'ada@example.com', role: 'reader' }).map(
    ({ pointer }) => pointer,
  );
}

test('npm start makes an invite, or names what the document asks for that it cannot say', async () => {
  const pointers = await objections();
  // Without `prestart`: that the generated code is up to date is a check of the contract.
  const { code, out, err } = await npm('start', '--ignore-scripts');
  expect(code).toBe(pointers.length === 0 ? 0 : 2);
  if (pointers.length === 0) expect(out).toContain('ada@example.com');
  for (const pointer of pointers) expect(err).toContain(pointer.slice(1));
});

test('what is sent and answered keeps to the document, and all checks of the contract pass', async () => {
  const { code, out } = await npm('run', 'contract', '--', '--base', 'api-definition.yaml');
  expect(out).toMatch(/^The contract holds\.$/m);
  expect(code).toBe(0);
});
