import { createRequire } from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { textIn } from '../json.js';
import type { CreateOptions } from './create.js';
import type { ImportCommandOptions } from './import.js';
import { exitCode, printable, wrap, type Terminal } from './terminal.js';

const appendix = `
Environment:
  OPENAI_ADMIN_KEY  the admin key (sk-admin-…) of an organization owner
  OPENAI_BASE_URL   base URL of the API (default: the OpenAPI document's server)
  HTTPS_PROXY       the proxy to go through; NO_PROXY: hosts to reach without it

Exit codes:
  0  invited (import: everybody, now or before)
  1  not invited (import: some were not)
  2  nothing sent: usage, bad input or configuration
  3  unknown whether invited: check the members page`;

/** Runs the command line; resolves with the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.usage;
  const width = (): number => terminal.columns() ?? 80;
  const program = new Command('openai-invites')
    .description('Invite people to an OpenAI organization.')
    .version(version())
    .addHelpText('after', appendix)
    .exitOverride()
    .configureHelp({ formatItem })
    .configureOutput({
      writeOut: (text) => {
        terminal.out(wrap(text.trimEnd(), width()));
      },
      writeErr: (text) => {
        terminal.err(printable(text.trimEnd()));
      },
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    })
    .hook('preAction', (_program, command) => {
      const isEmpty = (option: Option): boolean =>
        [command.getOptionValue(option.attributeName()) as unknown].flat().includes('');
      const empty = command.options.find(isEmpty);
      if (empty) command.error(`error: option '${empty.flags}' is empty`);
      // An address has its own check.
      if (command.args[0] === '' && command.name() === 'import')
        command.error("error: argument '<file>' is empty");
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
    if (error.code === 'commander.missingArgument' && args.some((word) => /^--mark-/.test(word)))
      terminal.err(
        'Write the file before --mark-invited and --mark-not-invited, which take every word after them.',
      );
    if (error.code === 'commander.excessArguments' && args.includes('import'))
      terminal.err('Import one file at a time.');
    return error.exitCode === 0 ? exitCode.invited : exitCode.usage;
  }
}

/** The package's version, from its package.json. */
function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('openai-invites/package.json');
  return textIn(manifest, 'version') ?? '';
}

/** A term and its description side by side, or one below the other on a narrow terminal. */
function formatItem(
  this: { helpWidth?: number | undefined },
  term: string,
  termWidth: number,
  description: string,
): string {
  const isWide = (this.helpWidth ?? 80) >= termWidth + 44;
  return isWide ? `  ${term.padEnd(termWidth)}  ${description}` : `  ${term}\n      ${description}`;
}

function addCreate(
  program: Command,
  action: (email: string, options: CreateOptions) => Promise<void>,
): void {
  const command = program
    .command('create')
    .description('invite one address')
    .argument('<email>', 'the address to invite')
    .optionsGroup('The invite:')
    .requiredOption('--role <role>', 'role in the organization: reader or owner')
    .addOption(listOption('--project <id:role>', 'project to join, as member or owner; repeatable'))
    .addOption(
      new Option('--no-projects', 'send an empty list; without it: the default project').conflicts(
        'project',
      ),
    )
    .optionsGroup('Output:')
    .option('--json', 'write the invite as JSON')
    .option('--dry-run', 'check and show the request, send nothing');
  addConnectOptions(command).action(action);
}

function addImport(
  program: Command,
  action: (file: string, options: ImportCommandOptions) => Promise<void>,
): void {
  const command = program
    .command('import')
    .description('invite everybody in a file, CSV or NDJSON')
    .argument('<file>', 'the file; - reads standard input')
    .optionsGroup('Reading the file:')
    .option('--role <role>', 'default role of rows')
    .addOption(listOption('--project <id:role>', 'default project of rows; repeatable'))
    .option('--email-column <column>', 'column of the addresses: header or number')
    .option('--role-column <column>', 'column of the roles')
    .option('--projects-column <column>', 'column of the projects')
    .option('--delimiter <character>', 'what separates cells: a character, or tab', toDelimiter)
    .option('--encoding <label>', 'encoding, such as windows-1252')
    .option('--skip-invalid', 'send valid rows even if others are invalid')
    .optionsGroup('Earlier runs:')
    .addOption(
      new Option('--journal <file>', 'record of each address (default: beside file)')
        .argParser(toFile())
        .conflicts('mock'),
    )
    .option('--same-organization', "another key's journal is of this organization")
    .addOption(
      listOption(
        '--existing <file>',
        'saved list of all invites; repeatable',
        toFile('It must be a file, whose time of change says when the list was fetched.'),
      ),
    )
    .option('--mark-invited <address...>', 'unknown addresses that were invited')
    .option('--mark-not-invited <address...>', 'unknown addresses that were not invited')
    .option('--resend-unknown', 'send unknown rows again, invited or not')
    .optionsGroup('Pace and limits:')
    .option('--concurrency <n>', 'requests at a time (default: 4)', toNumber(1))
    .option('--rate <n>', "requests a minute at most (default: server's)", toNumber(1))
    .option('--max-failures <n>', 'stop after this many failures', toNumber(1))
    .option(
      '--max-consecutive-failures <n>',
      'stop after this many in a row (default: 10)',
      toNumber(1),
    )
    .optionsGroup('Output:')
    .option(
      '--report <file>',
      'write the result of each row as CSV',
      toFile('It must be a file; --json writes the results to standard output.'),
    )
    .option('--json', 'write the result of each row as NDJSON')
    .option('--dry-run', 'check and count, send nothing');
  addConnectOptions(command).action(action);
}

function addConnectOptions(command: Command): Command {
  return command
    .option('--verbose', 'print each attempt, and how answers drift')
    .optionsGroup('Connection:')
    .addOption(new Option('--mock', 'use a mock organization on this machine').conflicts('baseUrl'))
    .option('--base-url <url>', 'base URL of the API')
    .option('--timeout <ms>', 'milliseconds per attempt (default: 60000)', toNumber(1));
}

/** An option that may be repeated. */
function listOption(flags: string, description: string, parse = (text: string) => text): Option {
  return new Option(flags, description).argParser((value: string, before?: readonly string[]) => [
    ...(before ?? []),
    parse(value),
  ]);
}

function addMock(program: Command, action: (options: { port: number }) => Promise<void>): void {
  program
    .command('mock')
    .description('run a mock organization on this machine')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', toNumber(0, 65_535), 0)
    .action(action);
}

/** @param refusal what is said of `-`, which is no file here */
function toFile(refusal = 'It must be a file.'): (text: string) => string {
  return (text) => {
    if (text === '-') throw new InvalidArgumentError(refusal);
    return text;
  };
}

function toDelimiter(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (!/^[^"\r\n\ufeff]$/.test(delimiter))
    throw new InvalidArgumentError('It must be one character, or tab.');
  return delimiter;
}

/** Reads a whole number. */
function toNumber(least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    const limit = most === Infinity ? '' : ` and at most ${most}`;
    throw new InvalidArgumentError(`It must be a whole number, at least ${least}${limit}.`);
  };
}
