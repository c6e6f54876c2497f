import type { Observed } from './faults.js';

const introduction = `# Faults

How one call of \`inviteUser\` with default settings behaves when something fails. Written by
\`npm run faults\`, which makes each call to a real server on a loopback address and observes both ends:
no line is typed by hand. Waits are computed with the random number 0.5; in practice they vary.

If the invite may have been made, there is exactly one POST.
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
