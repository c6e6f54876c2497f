/**
 * Records `npm run demo:import` in a terminal of 80 columns, as an animated SVG for the README. It
 * requires tmux.
 *
 *     npm run demo:record
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [columns, rows] = [80, 60];

/** Minimum and maximum seconds for a picture, and the seconds for the last one. */
const [shortest, longest, last] = [0.3, 1.5, 8];

/** A line of the screen, and when it is visible, in seconds. */
interface Shown {
  readonly row: number;
  readonly text: string;
  readonly from: number;
  to: number;
}

function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-L', 'openai-invites-demo', ...args], { encoding: 'utf8' });
}

/** Runs the demo: what the screen showed, and when, in milliseconds. */
async function record(): Promise<[screen: string, at: number][]> {
  const pictures: [string, number][] = [];
  const command = `env -u CI '${process.execPath}' --import tsx scripts/demo-import.ts`;
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux('new-session', '-d', ...size, '-c', root, command, ';', 'set', 'remain-on-exit', 'on');
  try {
    while (tmux('display', '-p', '#{pane_dead}').trim() === '0') {
      const screen = tmux('capture-pane', '-p').trimEnd();
      const isNew = screen !== pictures.at(-1)?.[0] && !/^Pane is dead/m.test(screen);
      if (isNew) pictures.push([screen, Date.now()]);
      await sleep(50);
    }
    return pictures;
  } finally {
    tmux('kill-server');
  }
}

/** Each line once, for as long as it is visible, and the total time. */
function toLines(pictures: readonly [string, number][]): [lines: Shown[], duration: number] {
  const lines: Shown[] = [];
  let now = 0;
  for (const [index, [screen, at]] of pictures.entries()) {
    const texts = screen.split('\n');
    const seconds = ((pictures[index + 1]?.[1] ?? Infinity) - at) / 1000;
    const isLast = index === pictures.length - 1;
    const until = now + (isLast ? last : Math.max(shortest, Math.min(longest, seconds)));
    for (const [row, text] of texts.entries()) {
      if (text === '') continue;
      const before = lines.find((line) => line.row === row && line.to === now);
      if (before?.text === text) before.to = until;
      else lines.push({ row, text, from: now, to: until });
    }
    now = until;
  }
  return [lines, now];
}

function toSvg([lines, duration]: [readonly Shown[], number]): string {
  const [width, height] = [8 * columns + 24, 18 * (Math.max(...lines.map(({ row }) => row)) + 2)];
  const percent = (seconds: number): string => `${((100 * seconds) / duration).toFixed(2)}%`;
  const times = [...new Set(lines.map(({ from, to }) => `${percent(from)} ${percent(to)}`))];
  const rules = times.map((time, index) => {
    const [from = '', to = ''] = time.split(' ');
    const start = from === '0.00%' ? '' : '0%{opacity:0}';
    const end = to === '100.00%' ? '' : `${to}{opacity:0}`;
    return `@keyframes t${index}{${start}${from}{opacity:1}${end}}.t${index}{animation-name:t${index}}`;
  });
  const texts = lines.map(({ row, text, from, to }) => {
    const time = times.indexOf(`${percent(from)} ${percent(to)}`);
    const kind = text.startsWith('$') ? ' c' : '';
    const isLast = to === duration ? '' : ' g';
    return `<text class="t${time}${kind}${isLast}" x="12" y="${18 * (row + 1) + 4}">${escape(text)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>An import that is refused, killed, and brought to its end</title>
<style>
text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#c9d1d9;white-space:pre;animation:${duration.toFixed(1)}s step-end infinite}
.c{fill:#7ee787}
@media(prefers-reduced-motion){text{animation:none}.g{opacity:0}}
${rules.join('\n')}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${texts.join('\n')}
</svg>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

writeFileSync(`${root}docs/demo-import.svg`, toSvg(toLines(await record())));
