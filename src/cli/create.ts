import { parseProjects } from '../bulk/input/access.js';
import { problemsOf, tidyRoles } from '../bulk/input/check.js';
import { ConfigurationError, InviteError } from '../errors.js';
import { propertyIn, textIn } from '../json.js';
import { checkRequest, operation, type Invite, type InviteRequest } from '../operation.js';
import { checkBaseUrl } from '../options.js';
import { baseUrlOf, withClient, type ConnectOptions } from './connect.js';
import { describeProblem } from './summary.js';
import { exitCode, printable, printableJson, toIsoDate, type Terminal } from './terminal.js';

/** The options of `create`, as they were given. */
export interface CreateOptions extends ConnectOptions {
  readonly role: string;
  readonly project?: readonly string[];
  readonly projects: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** Invites one address; resolves with the exit code. */
export async function create(
  email: string,
  options: CreateOptions,
  terminal: Terminal,
): Promise<number> {
  const body = tidyRoles({ email, role: options.role, projects: projectsOf(options) });
  const problems = problemsOf(body);
  if (!checkRequest(body) || problems.length > 0) {
    const texts = problems.map(describeProblem);
    terminal.err(printable(`${texts.join('\n')}\nNo invite went out.`));
    return exitCode.usage;
  }
  try {
    if (options.dryRun === true) return show(body, baseUrlOf(options, terminal.env), terminal);
    const { signal } = terminal;
    const invite = await withClient(options, terminal, (client) =>
      client.inviteUser(body, { signal }),
    );
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

/** No option leaves projects out: the default project. `--no-projects` sends an empty list. */
function projectsOf({ project, projects }: CreateOptions): unknown[] | undefined {
  return projects ? project?.flatMap(parseProjects) : [];
}

/** A line or two for a person. */
function describe(invite: Invite): string {
  const [id = '', email = '', role = ''] = ['id', 'email', 'role'].map((name) =>
    textIn(invite, name),
  );
  const expiry = toIsoDate(propertyIn(invite, 'expires_at'))?.slice(0, 10);
  const until = expiry === undefined ? '' : `, valid until ${expiry}`;
  return printable(`Invited ${email} as ${role}.\n${id}${until}`);
}

function exitCodeOf(error: InviteError): number {
  if (error instanceof ConfigurationError) return exitCode.usage;
  if (error.outcome === 'unknown') return exitCode.unknown;
  return error.outcome === 'invited' ? exitCode.invited : exitCode.notInvited;
}
