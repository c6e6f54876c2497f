import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault, MockOrganization } from '../../src/mock/index.js';
import { key } from '../support/calls.js';
import { command } from '../support/installed.js';
import { temporaryFolder } from '../support/project.js';
import { listen } from '../support/server.js';
import { wrapInTls } from '../support/tls.js';
import { organizationWith } from '../support/organization.js';

/** A host that only the proxy knows: what reaches it went through the proxy. */
const hidden = 'api.invites.test';

interface Place {
  readonly organization: MockOrganization;
  readonly port: number;
  /** The requests to tunnel that the proxy got. */
  readonly tunnels: readonly IncomingMessage[];
  readonly env: Record<string, string>;
}

/** A mock organization behind TLS, and a proxy that tunnels to it. */
async function place(...faults: Fault[]): Promise<Place> {
  const organization = await organizationWith(...faults);
  const { port, certificate } = await wrapInTls(new URL(organization.url), [hidden, 'localhost']);
  const file = join(temporaryFolder(), 'certificate.pem');
  writeFileSync(file, certificate);
  const tunnels: IncomingMessage[] = [];
  const proxy = createServer().on('connect', (request: IncomingMessage, socket: Socket) => {
    tunnels.push(request);
    const server = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(server).pipe(socket);
    });
    for (const end of [socket, server]) end.on('error', () => server.destroy());
  });
  const env = {
    OPENAI_ADMIN_KEY: key,
    OPENAI_BASE_URL: `https://${hidden}/v1`,
    NODE_EXTRA_CA_CERTS: file,
    HTTPS_PROXY: `http://user:secret@${await listen(proxy)}`,
  };
  return { organization, port, tunnels, env };
}

type Invite = (env: Record<string, string>) => Promise<{ code: unknown; text: string }>;

/** Runs a command as a process of its own, which alone trusts the certificate. */
function inviteBy(line: string): Invite {
  const words = line.split(' ');
  return (env) =>
    new Promise((resolve) => {
      const args = [command, ...words];
      // An import of standard input keeps its journal in the current folder.
      const options = { env, cwd: temporaryFolder() };
      const child = execFile(process.execPath, args, options, (_error, out, err) => {
        expect(out + err).not.toContain(key);
        expect(out + err).not.toContain('secret');
        resolve({ code: child.exitCode, text: out + err });
      });
      child.stdin?.end('email,role\nada@example.com,reader\n');
    });
}

describe.each(['create ada@example.com --role reader', 'import -'])('%s', (line) => {
  const invite = inviteBy(line);

  test('HTTPS_PROXY: the invite goes through a tunnel, which the proxy cannot look into', async () => {
    const { organization, tunnels, env } = await place();
    expect(await invite(env)).toMatchObject({ code: 0 });
    expect(organization.invites).toHaveLength(1);
    expect(tunnels.map(({ method, url }) => `${method} ${url}`)).toEqual([`CONNECT ${hidden}:443`]);
    const credentials = Buffer.from('user:secret').toString('base64');
    expect(tunnels[0]?.headers['proxy-authorization']).toBe(`Basic ${credentials}`);
    expect(JSON.stringify(tunnels[0]?.rawHeaders)).not.toContain(key);
  });

  test('NO_PROXY: its hosts are reached without the proxy', async () => {
    const { organization, port, tunnels, env } = await place();
    const direct = { OPENAI_BASE_URL: `https://localhost:${port}/v1`, NO_PROXY: 'localhost' };
    expect(await invite({ ...env, ...direct })).toMatchObject({ code: 0 });
    expect(organization.invites).toHaveLength(1);
    expect(tunnels).toHaveLength(0);
  });

  test('a tunnel that breaks once the request is through: unknown, and sent once', async () => {
    const { organization, env } = await place({ break: 'after-reading', createsInvite: true });
    expect(await invite(env)).toMatchObject({ code: 3 });
    expect(organization.requests).toHaveLength(1);
  });
});
