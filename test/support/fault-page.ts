import type { Observed } from './faults.js';

const introduction = `# Faults

What one call of \`inviteUser\` with default settings does when something goes wrong. Written by
\`npm run faults\`, which makes each call against a real server on a loopback address and watches
both ends: no line is typed by hand. Waits are at a chance of one half; on a real clock they vary.

Where the invite may have been made, there is exactly one POST.
`;

/** The page that shows what was observed. */
export function describeFaults(
  rows: readonly { readonly fault: string; readonly observed: Observed }[],
): string {
  const heads = ['fault', 'POSTs', 'invites made', 'outcome', 'error, code', 'waits (ms)'];
  const lines = rows.map(({ fault, observed }) => [
    fault,
    String(observed.posts),
    String(observed.invites),
    observed.outcome,
    observed.error.replace(' ', ', '),
    observed.waits.join(', ') || '–',
  ]);
  const table = [heads, heads.map(() => '---'), ...lines].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return `${introduction}\n${table.join('\n')}\n`;
}
