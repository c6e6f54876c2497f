import { cpus } from 'node:os';
import type { Report, Target } from './sections/section.js';
import { table } from './shared/table.js';
import { provenance } from './shared/versions.js';

/** The whole document as Markdown, from the Markdown of its sections. */
export function describe(reports: readonly Report[], parts: readonly string[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`;
  return `${preface}
${machine}; ${provenance(measured)}

${describeTargets(reports)}
${parts.join('\n')}`;
}

/** One section as Markdown. */
export function describeSection(number: number, title: string, { markdown }: Report): string {
  return `## ${number}. ${title}\n\n${markdown}`;
}

/** The targets next to what was measured, and the reasons for those that are missed. */
export function describeTargets(reports: readonly Report[]): string {
  const targets = reports.flatMap((report) => report.targets);
  const rows = targets.map((target) => [
    target.what,
    String(target.atMost),
    target.measured.toFixed(2),
    isMet(target) ? 'met' : '**missed**',
  ]);
  const missed = targets.filter((target) => !isMet(target));
  const reasons = missed.map(
    ({ what, reason = 'No reason is known.' }) => `- _${what}_: ${reason}\n`,
  );
  return `${table(['openai-invites', 'at most', 'measured', ''], rows)}\n${reasons.join('')}`;
}

function isMet({ measured, atMost }: Target): boolean {
  return measured <= atMost;
}

/** The packages whose versions are listed. */
const measured = [
  ...['openai-invites', 'openapi-fetch', '@hey-api/openapi-ts', 'orval', 'ofetch', 'ky', 'openai'],
  ...['axios', 'undici', 'openapi-typescript', 'esbuild', 'typescript', 'zod', 'valibot'],
  ...['p-retry', 'p-throttle'],
];

const preface = `# Side by side

What the client costs next to the alternatives. \`npm run bench\` writes this page, every figure in its
tables included. The peers are the newest versions whose \`engines\` admit Node 20.19. The client is
packed and installed as its users get it.

Absolute times depend on the machine and its load. Therefore all subjects of a table are measured in
turn, round after round, each first equally often; a ratio is the median, over all rounds, of
subject ÷ baseline in the same round, with the quartiles in parentheses. Times are CPU time (user and
system), which excludes waiting, except where a section says otherwise. Each client runs in its own
process.

Every client makes the same invite, with a key, a JSON body and a parsed answer, with its default
settings. **openai-invites checks both bodies, sets a deadline and retries; its peers do less**: none of
them checks anything, only \`openai\` and ky set a deadline, and only \`openai\` retries a POST.
`;
