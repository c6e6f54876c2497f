import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CreateOptions } from './create.js';
import type { ImportCommandOptions } from './import.js';
import { exitCode, printable, type Terminal } from './terminal.js';

const about = `Invite people to an OpenAI organization.

Environment:
  OPENAI_ADMIN_KEY  the admin key (sk-admin-…) of an organization owner; no other kind works
  OPENAI_BASE_URL   where the API is, if not at the OpenAPI document's server
  HTTPS_PROXY       the proxy to go through, as a URL; NO_PROXY lists hosts to reach without it`;

const exits = `
Exit codes:
  0  invited (import: everybody, now or before)
  1  not invited (import: some were not)
  2  nothing sent: usage, bad input or configuration
  3  unknown whether invited: look at the organization's pending invites`;

/** Runs the command line; resolves with the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.usage;
  const program = new Command('openai-invites')
    .description(about)
    .version(version())
    .addHelpText('after', exits)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.err(printable(text.trimEnd()));
      },
    })
    .showHelpAfterError('(add --help for help)');
  addCreate(program, async (email, options) => {
    code = await (await import('./create.js')).create(email, options, terminal);
  });
  addImport(program, async (file, options) => {
    code = await (await import('./import.js')).importFile(file, options, terminal);
  });
  addMock(program, async ({ port }) => {
    code = await (await import('./mock.js')).mock(port, terminal);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.invited : exitCode.usage;
  }
}

/** The package's own version, which stands in its package.json alone. */
function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('openai-invites/package.json');
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : '';
}

function addCreate(
  program: Command,
  action: (email: string, options: CreateOptions) => Promise<void>,
): void {
  program
    .command('create')
    .description('invite one address')
    .argument('<email>', 'the address to invite')
    .requiredOption('--role <role>', 'the role in the organization: reader or owner')
    .addOption(
      projectOption(
        'a project to join, with the role there: member or owner (may be repeated); without it the user joins the default project',
      ),
    )
    .addOption(
      new Option('--no-projects', 'send an empty list: the user joins no project').conflicts(
        'project',
      ),
    )
    .option('--json', 'write the invite as JSON')
    .option('--dry-run', 'check and show the request, send nothing')
    .option('--mock', 'invite at a mock organization on this machine')
    .option('--base-url <url>', 'where the API is, instead of OPENAI_BASE_URL')
    .option('--timeout <ms>', 'milliseconds until an attempt is given up', toNumber)
    .option('--verbose', 'print a line for each attempt: status, request id, outcome, time')
    .action(action);
}

function addImport(
  program: Command,
  action: (file: string, options: ImportCommandOptions) => Promise<void>,
): void {
  program
    .command('import')
    .description('invite everybody in a file: CSV (email, role, projects) or NDJSON')
    .argument('<file>', 'the file; - reads standard input')
    .option('--role <role>', 'the role of rows that name none')
    .addOption(projectOption('a project of rows that name none (may be repeated)'))
    .option('--email-column <column>', 'the column of the addresses: its header, or its number')
    .option('--role-column <column>', 'the column of the roles')
    .option('--projects-column <column>', 'the column of the projects')
    .option('--delimiter <character>', 'what separates the cells: a character, or tab', toDelimiter)
    .option('--encoding <label>', 'how the file is encoded, such as windows-1252')
    .option('--skip-invalid', 'send the good rows although others are invalid')
    .addOption(
      new Option(
        '--journal <file>',
        'what became of each address (default: one in the folder)',
      ).conflicts('mock'),
    )
    .option(
      '--same-organization',
      'the journal of another key, or of an older release, is of this organization',
    )
    .addOption(
      listOption(
        '--existing <file>',
        'the invites that the organization has, as the API lists them (may be repeated)',
      ),
    )
    .option(
      '--mark-invited <address...>',
      'unknown addresses that are invited, as you have looked up',
    )
    .option(
      '--mark-not-invited <address...>',
      'unknown addresses that are not invited, as you have looked up',
    )
    .option('--resend-unknown', 'send rows again of which it is unknown whether they were invited')
    .option('--concurrency <n>', 'requests on their way at a time (default: 4)', toNumber)
    .option('--rate <n>', 'requests a minute at most (default: what the server takes)', toNumber)
    .option('--max-failures <n>', 'stop after so many failures', toNumber)
    .option(
      '--max-consecutive-failures <n>',
      'stop after so many failures in a row that are not about the rows (default: 10)',
      toNumber,
    )
    .option('--json', 'write what became of each row as NDJSON')
    .option('--report <file>', 'write what became of each row as CSV')
    .option('--dry-run', 'check and show the requests, send nothing')
    .option('--mock', 'invite at a mock organization on this machine')
    .option('--base-url <url>', 'where the API is, instead of OPENAI_BASE_URL')
    .option('--timeout <ms>', 'milliseconds until an attempt is given up', toNumber)
    .option('--verbose', 'print a line for each attempt: status, request id, outcome, time')
    .action(action);
}

function projectOption(description: string): Option {
  return listOption('--project <id:role>', description);
}

/** An option that may be repeated. */
function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before?: readonly string[]) => [
    ...(before ?? []),
    value,
  ]);
}

function addMock(program: Command, action: (options: { port: number }) => Promise<void>): void {
  program
    .command('mock')
    .description('run a mock organization on this machine')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', toNumber, 0)
    .action(action);
}

function toDelimiter(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (!/^[^"\r\n\ufeff]$/.test(delimiter))
    throw new InvalidArgumentError('It must be one character, or tab.');
  return delimiter;
}

function toNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
