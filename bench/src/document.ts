import { cpus } from 'node:os';
import type { Report } from './sections/section.js';
import { table } from './shared/table.js';
import { provenance } from './shared/versions.js';

/** The whole document as Markdown, from the Markdown of its sections. */
export function describe(reports: readonly Report[], parts: readonly string[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}`;
  return `${preface}
${machine}; ${provenance(measured)}

${describeTargets(reports)}
${limits}
${parts.join('\n')}`;
}

/** One section as Markdown. */
export function describeSection(number: number, title: string, { markdown }: Report): string {
  return `## ${number}. ${title}\n\n${markdown}`;
}

/** What is aimed at, next to what was measured. */
export function describeTargets(reports: readonly Report[]): string {
  const rows = reports
    .flatMap(({ targets }) => targets)
    .map(({ what, atMost, measured }) => [
      what,
      String(atMost),
      measured.toFixed(2),
      measured <= atMost ? 'met' : '**missed**',
    ]);
  return table(['openai-invites', 'at most', 'measured', ''], rows);
}

/** The packages whose versions matter. */
const measured = [
  ...['openai-invites', 'openapi-fetch', '@hey-api/openapi-ts', 'orval', 'ofetch', 'ky', 'openai'],
  ...['axios', 'undici', 'openapi-typescript', 'esbuild', 'typescript', 'zod', 'valibot'],
  ...['p-retry', 'p-throttle'],
];

const preface = `# Side by side

What the client costs next to what its users would pick instead. Written by \`npm run bench\`; no
figure is typed by hand. The peers are the newest versions whose \`engines\` admit Node 20.19. The
client is packed and installed as its users get it.

Absolute times depend on the machine, and on what else it does. So all subjects of a table are
measured in turn, round after round, each first as often as the others; a ratio is the median, over
all rounds, of subject ÷ baseline in the same round, with the quartiles in parentheses. All times are
CPU time (user and system), of which waiting takes none, except in the first section, where time is
simulated. Each client is in a process of its own.

Every client makes the same invite, with a key, a JSON body and a parsed answer, with its default
settings. **openai-invites checks both bodies, sets a deadline and is ready to try again; its peers do
less**: none of them checks anything, \`openai\` and ky alone set a deadline, \`openai\` alone tries a
POST again.
`;

const limits = `What stands in the way of what is missed:

- _One call_: a signal for the deadline makes the \`Request\` that \`fetch\` builds dearer by more than
  the target allows; see \`bare fetch with a deadline\`, and \`openapi-fetch at its lightest, with a
  deadline\`, which is the least that any client on openapi-fetch can cost.
- _Bundle_: openapi-fetch and the checks are more than half of the target. The rest is what decides
  whether an invite went out, and says so: codes of every runtime, messages, retries.
- _Generating from a large document_: checks are compiled for every operation, and those of hundreds
  are some ten times as long as the types. \`npm run sync\` takes over the needed operations alone.
`;
