import { addressProblem, showInvisible } from '../bulk/address.js';
import { parseProject } from '../bulk/input/projects.js';
import { createClient } from '../client.js';
import { findViolations } from '../violations.js';
import { ConfigurationError, InvalidRequestError, InviteError } from '../errors.js';
import {
  checkRequest,
  operation,
  propertyIn,
  textIn,
  type Invite,
  type InviteRequest,
} from '../operation.js';
import { checkBaseUrl, type ClientOptions } from '../options.js';
import { baseUrlOf, connect } from './connect.js';
import { exitCode, printable, printableJson, type Terminal } from './terminal.js';
import { attemptPrinter } from './verbose.js';

/** The options of `create`, as they were given. */
export interface CreateOptions {
  readonly role: string;
  readonly project?: readonly string[];
  readonly projects: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly mock?: boolean;
  readonly baseUrl?: string;
  readonly timeout?: number;
  readonly verbose?: boolean;
}

/** Invites one address; resolves with the exit code. */
export async function create(
  email: string,
  options: CreateOptions,
  terminal: Terminal,
): Promise<number> {
  const wrong = addressProblem(email);
  if (wrong !== undefined) {
    terminal.err(printable(`"${showInvisible(email)}": ${wrong}. No invite went out.`));
    return exitCode.usage;
  }
  const body: unknown = { email, role: options.role, ...projectsOf(options) };
  const baseUrl = baseUrlOf(options, terminal.env);
  try {
    if (!checkRequest(body)) throw new InvalidRequestError(findViolations(checkRequest, body));
    if (options.dryRun === true) return show(body, baseUrl, terminal);
    const { timeout } = options;
    const client = { timeout, onAttempt: attemptPrinter(options, terminal) };
    const invite =
      options.mock === true
        ? await inviteAtMock(body, client, terminal)
        : await inviteAtServer(body, { ...client, baseUrl }, terminal);
    terminal.out(options.json === true ? printableJson(invite) : describe(invite));
    return exitCode.invited;
  } catch (error) {
    if (!(error instanceof InviteError)) throw error;
    terminal.err(printable(error.message));
    return exitCodeOf(error);
  }
}

/** What `--dry-run` does instead of sending. */
function show(body: InviteRequest, baseUrl: string, { out, err }: Terminal): number {
  const url = `${checkBaseUrl(baseUrl)}${operation.path}`;
  err('Nothing is sent. This would be:');
  out(printable(`${operation.method.toUpperCase()} ${url}`));
  out(printableJson(body));
  return exitCode.invited;
}

async function inviteAtServer(
  body: InviteRequest,
  options: ClientOptions,
  terminal: Terminal,
): Promise<Invite> {
  const client = await connect(options, terminal);
  return client.inviteUser(body, { signal: terminal.signal });
}

async function inviteAtMock(
  body: InviteRequest,
  options: ClientOptions,
  { err, signal }: Terminal,
): Promise<Invite> {
  const { startMockOrganization } = await import('../mock/index.js');
  const organization = await startMockOrganization();
  const { url, apiKey } = organization;
  err(`A mock organization runs on this machine at ${url}; no real invite is sent.`);
  err(`${operation.method.toUpperCase()} ${url}${operation.path}`);
  try {
    return await createClient({ ...options, apiKey, baseUrl: url }).inviteUser(body, { signal });
  } finally {
    await organization.close();
  }
}

/** No option leaves projects out: the default project. `--no-projects` sends an empty list. */
function projectsOf({ project, projects }: CreateOptions): { projects?: unknown } {
  if (!projects) return { projects: [] };
  return project === undefined ? {} : { projects: project.map(parseProject) };
}

/** A line or two for a person. */
function describe(invite: Invite): string {
  const [id = '', email = '', role = ''] = ['id', 'email', 'role'].map((name) =>
    textIn(invite, name),
  );
  const expiry = propertyIn(invite, 'expires_at');
  const until = typeof expiry === 'number' ? `, valid until ${toDate(expiry)}` : '';
  return printable(`Invited ${email} as ${role}.\n${id}${until}`);
}

/** Seconds since 1970 as a date in UTC, or as they are where no date is that far away. */
function toDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 10);
}

function exitCodeOf(error: InviteError): number {
  if (error instanceof InvalidRequestError || error instanceof ConfigurationError)
    return exitCode.usage;
  if (error.outcome === 'unknown') return exitCode.unknown;
  return error.outcome === 'invited' ? exitCode.invited : exitCode.notInvited;
}
