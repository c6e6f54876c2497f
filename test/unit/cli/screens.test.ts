import { Writable } from 'node:stream';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportSummary } from '../../../src/bulk/index.js';
import { run } from '../../../src/cli/program.js';
import { startProgress } from '../../../src/cli/progress.js';
import type { ReportLine } from '../../../src/cli/report.js';
import { openScreen } from '../../../src/cli/screen.js';
import { describeDryRun, describeSummary } from '../../../src/cli/summary.js';
import { wrap } from '../../../src/cli/terminal.js';
import type { Fault } from '../../../src/mock/index.js';
import { key } from '../../support/calls.js';
import { commandLine, terminalWith } from '../../support/command-line.js';
import { temporaryFolder } from '../../support/project.js';
import { organizationWith } from '../../support/organization.js';

afterEach(() => {
  vi.useRealTimers();
});

const summary: ImportSummary = {
  invited: 410,
  invitedEarlier: 3,
  conflicts: 0,
  notInvited: 2,
  unknown: 1,
  invalid: 2,
  notSent: 0,
  unrecorded: [],
};
const wide = { journal: 'x', columns: 80 };

describe('the status of an import', () => {
  /** A status after 412 of 3,000 rows, at 8 requests a minute. */
  function showStatus(columns: number, isTerminal = true) {
    vi.useFakeTimers({ now: new Date(2026, 10, 25, 2, 34) });
    const shown: string[] = [];
    const lines: string[] = [];
    const stop = new AbortController();
    const terminal = terminalWith({
      err: (text) => lines.push(text),
      status: isTerminal ? (text) => shown.push(text) : undefined,
      columns: () => (isTerminal ? columns : undefined),
      signal: stop.signal,
    });
    const imported = {
      inFlight: 4,
      isOffline: false,
      pausedUntil: new Date(2026, 10, 25, 2, 35, 39).getTime(),
      requestsPerMinute: 8,
    };
    const progress = startProgress(imported, { total: 3000 }, terminal);
    onTestFinished(progress.stop);
    for (let row = 0; row < 410; row++) progress.add({ outcome: 'invited', earlier: false });
    for (let row = 0; row < 2; row++) progress.add({ outcome: 'not-invited', earlier: false });
    return { shown, lines, stop, progress, imported };
  }

  test('is two lines at 80 columns: where it is, how fast, how long, and what came of it', () => {
    const { shown } = showStatus(80);
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)?.split('\n')).toEqual([
      ' ██░░░░░░░░░░  412/3,000  13 %  8/min  about 5 h 24 min left',
      ' 410 invited · 2 rejected · 0 unknown · rate-limited, next at 02:35:39',
    ]);
  });

  test('breaks none of its parts at 40 columns', () => {
    const { shown } = showStatus(40);
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)?.split('\n')).toEqual([
      ' ██░░░░░░░░░░  412/3,000  13 %  8/min',
      ' about 5 h 24 min left',
      ' 410 invited · 2 rejected · 0 unknown',
      ' rate-limited, next at 02:35:39',
    ]);
  });

  test('is a plain line now and then where there is no terminal', () => {
    const { lines } = showStatus(80, false);
    vi.advanceTimersByTime(30_000);
    expect(lines).toEqual([
      '412/3,000 · 13 % · 8/min · about 5 h 24 min left · 410 invited · 2 rejected · 0 unknown · rate-limited, next at 02:35:39',
    ]);
  });

  test('counts earlier rows apart, says what waits for the network, and disappears', () => {
    const { shown, progress, imported } = showStatus(80);
    progress.add({ outcome: 'invited', earlier: true });
    imported.isOffline = true;
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)).toMatch(/1 before\s+no connection, next try at 02:35:39/);
    progress.stop();
    expect(shown.at(-1)).toBe('');
  });

  test.each([
    [0, 'Stopping: nothing more is sent.'],
    [1, /finishing 1 request\. Press Ctrl-C again to quit now; what became of it is then unknown/],
    [4, /finishing 4 requests\. Press Ctrl-C again to quit now; what became of them is then/],
  ])(
    'with %i requests on their way, Ctrl-C says what happens, and what a second does',
    (n, text) => {
      const { lines, stop, imported } = showStatus(80);
      imported.inFlight = n;
      stop.abort();
      expect(lines).toEqual([expect.stringMatching(text)]);
    },
  );

  test('takes a pause into the rate while none is known', () => {
    const { shown, imported } = showStatus(80);
    Object.assign(imported, { requestsPerMinute: undefined, pausedUntil: Date.now() + 120_000 });
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)).toContain('206/min  about 13 min left');
  });

  test('takes the ceiling for the rate if it is lower, and rates below one by the hour', () => {
    vi.useFakeTimers();
    const shown: string[] = [];
    const terminal = terminalWith({ status: (text) => shown.push(text), columns: () => 80 });
    const imported = { inFlight: 0, isOffline: false, pausedUntil: 0, requestsPerMinute: 0.5 };
    const progress = startProgress(imported, { total: 5, ceiling: 8 }, terminal);
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)).toContain('30/h  about 10 min left');
    imported.requestsPerMinute = 600;
    vi.advanceTimersByTime(250);
    expect(shown.at(-1)).toContain('8/min  less than 1 min left');
    progress.stop();
  });
});

describe('the screen', () => {
  function screen() {
    let written = '';
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written += chunk.toString();
        done();
      },
    });
    const terminal = openScreen(Object.assign(stream, { columns: 40 }));
    return { terminal, text: () => written };
  }

  test('never hides the cursor, so that no end of the process has to restore it', () => {
    const { isTTY } = process.stderr;
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    process.stderr.isTTY = true;
    onTestFinished(() => {
      write.mockRestore();
      process.stderr.isTTY = isTTY;
    });
    const { terminal, text } = screen();
    terminal.status?.('12/3,000');
    terminal.status?.('13/3,000');
    expect(text()).toContain('13/3,000');
    expect(text() + String(write.mock.calls)).not.toContain('\u001b[?25l');
  });

  test('writes lines above the status, broken at words', () => {
    const { terminal, text } = screen();
    terminal.status?.('12/3,000');
    terminal.err('Attempt 1: status 429, not-invited, 20 ms; the next in 5.0 s');
    expect(text()).toMatch(
      /Attempt 1: status 429, not-invited, 20\n {2}ms; the next in 5\.0 s\n[^\n]*12\/3,000\n/,
    );
  });
});

describe('the summary', () => {
  const failed: ReportLine[] = [
    { line: 6, email: 'barbara@example.com', outcome: 'unknown', reason: 'Timed out.' },
    {
      line: 9,
      email: 'kim@x.example',
      outcome: 'not-invited',
      reason: 'kim@x.example is a member.',
    },
    {
      line: 12,
      email: 'lin@x.example',
      outcome: 'not-invited',
      reason: 'lin@x.example is a member.',
    },
  ];

  test('says how the rows ended, whom to look up, and how to settle it', () => {
    expect(describeSummary(summary, failed, wide).split('\n')).toEqual([
      'Invited now 410 · before 3 · rejected 2 · unknown 1 · invalid 2',
      'Rejected: kim@x.example (line 9), lin@x.example (line 12)',
      '  (address) is a member.',
      'Unknown, check the members page: barbara@example.com (line 6)',
      '  Timed out.',
      'Settle the unknown with --existing, --mark-invited or --mark-not-invited.',
    ]);
  });

  test('does not advise to run the same command again for rows that were rejected', () => {
    const rejected = { ...summary, unknown: 0 };
    expect(describeSummary(rejected, failed.slice(1), wide)).not.toContain('again');
  });

  test('groups rows that differ by the address, with a count and the first ten', () => {
    const lines = Array.from({ length: 3000 }, (_, index): ReportLine => {
      const email = `user${index}@example.com`;
      return { line: index + 2, email, outcome: 'not-invited', reason: `${email} is a member.` };
    });
    const text = describeSummary({ ...summary, notInvited: 3000 }, lines, wide);
    expect(text).toContain('Rejected (3,000 rows): user0@example.com (line 2), user1@');
    expect(text).toContain('user9@example.com (line 11) and 2,990 more\n  (address) is a member.');
    expect(text.split('\n')).toHaveLength(4);
  });

  test('breaks none of its counts at 40 columns', () => {
    const [first, second] = describeSummary(summary, [], { ...wide, columns: 40 }).split('\n');
    expect([first, second]).toEqual([
      'Invited now 410 · before 3 · rejected 2',
      'unknown 1 · invalid 2',
    ]);
  });

  test.each([
    [
      'rate-limit',
      '100 requests per day.',
      'Stopped: daily limit. Run the same command again after Thu 02:30.',
    ],
    ['rate-limit', 'Slow down.', 'Stopped: Slow down. Run the same command again after Thu 02:30.'],
    [
      'refused',
      'Wrong key.',
      'Stopped: Wrong key. When that is fixed, run the same command again after Thu 02:30.',
    ],
    [
      'aborted',
      'Stopped by Ctrl-C.',
      'Stopped by Ctrl-C. Run the same command again after Thu 02:30.',
    ],
  ] as const)('stopped for %s: %s', (reason, message, expected) => {
    vi.useFakeTimers({ now: new Date(2026, 10, 25, 12) });
    const until = new Date(2026, 10, 26, 2, 29, 1).getTime();
    const stopped = { reason, message, until };
    const text = describeSummary({ ...summary, notSent: 1, stopped }, [], wide);
    expect(text.split('\n').at(-1)).toBe(expected);
  });

  test('counts a row that the rate limit kept back as not sent', () => {
    const message = '100 requests per day. No invite went out.';
    const stopped = { reason: 'rate-limit', message } as const;
    const kept: ReportLine = { line: 3, email: 'a@b.cd', outcome: 'not-invited', reason: message };
    const counts = { ...summary, unknown: 0, invalid: 0, notInvited: 1, notSent: 2, stopped };
    expect(describeSummary(counts, [kept], wide).split('\n')).toEqual([
      'Invited now 410 · before 3 · not sent 3',
      'Stopped: daily limit. Run the same command again to go on.',
    ]);
  });

  test('of a dry run counts roles, and what is known before', () => {
    const roles = new Map([
      ['owner', 10],
      ['reader', 2990],
    ]);
    const counts = { ...summary, unknown: 0, invalid: 0, notSent: 2997 };
    expect(describeDryRun(counts, roles)).toBe(
      'Dry run: 2,990 readers, 10 owners; 3 were invited before; 2,997 would be sent.',
    );
  });
});

describe('help', () => {
  async function help(args: string[], columns: number): Promise<string> {
    let out = '';
    const terminal = terminalWith({ out: (text) => (out += text), columns: () => columns });
    expect(await run(args, terminal)).toBe(0);
    return out;
  }

  test.each([['--help'], ['import --help'], ['create --help'], ['mock --help']])(
    '%s fits 80 columns with one line for each option, and 40 without a broken word',
    async (args) => {
      const [wideHelp, narrow] = [await help(args.split(' '), 80), await help(args.split(' '), 40)];
      const lines = wideHelp.split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.filter((line) => /^ {4,}/.test(line))).toEqual([]);
      expect(narrow.split('\n').filter((line) => line.length > 40)).toEqual([]);
      expect(narrow.split(/\s+/)).toEqual(wideHelp.split(/\s+/));
    },
  );

  test('puts descriptions below their options where they would not fit beside them', async () => {
    const narrow = await help(['import', '--help'], 40);
    expect(narrow).toContain('\n  --role <role>\n      default role of rows\n  --project');
  });

  test('groups the options of import by topic', async () => {
    const text = await help(['import', '--help'], 80);
    for (const topic of ['Reading the file', 'Pace and limits', 'Output', 'Connection'])
      expect(text).toContain(`\n${topic}:\n  --`);
  });
});

test('a word that is longer than the line is not broken', () => {
  expect(wrap('a https://example.com/0123456789 b', 12)).toBe(
    'a\n  https://example.com/0123456789\n  b',
  );
});

describe('a command', () => {
  async function importWith(fault: Fault, flags: string[]) {
    const folder = temporaryFolder();
    const file = join(folder, 'staff.csv');
    const rows = ['ada', 'grace'].map((name) => `${name}@example.com,reader\n`);
    writeFileSync(file, `email,role\n${rows.join('')}`);
    const faults = [fault, fault];
    const organization = await organizationWith(...faults);
    const env = { OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: organization.url };
    return commandLine(['import', file, '--concurrency', '1', ...flags], env);
  }

  const invite = {
    object: 'organization.invite',
    id: 'invite-1',
    role: 'reader',
    accepted_at: null,
  };
  const drifted = { body: { ...invite, status: 'snoozed' }, createsInvite: true };

  test('reports drift in one plain line, and its details with --verbose', async () => {
    const { err } = await importWith(drifted, []);
    expect(
      err.match(/answers have changed since this version was made; invites are not/g),
    ).toHaveLength(1);
    expect(err).not.toContain('/status');
    const verbose = await importWith(drifted, ['--verbose']);
    expect(verbose.err).toContain('/status: expected one of');
  });

  test.each([
    [['import', 'x.csv', '--max-failures', '0'], '--max-failures'],
    [['create', 'ada@example.com', '--role', 'admin'], 'role "admin" must be reader or owner'],
    [['create', 'ada@example.com', '--role', 'reader'], 'set OPENAI_ADMIN_KEY'],
  ])('%j is refused in words of the command line', async (args, words) => {
    const { code, err } = await commandLine(args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toMatch(/apiKey|maxFailures|expected one of/);
  });
});
