import type { ImportResult } from '../bulk/index.js';
import type { Terminal } from './terminal.js';

/** What is shown while an import runs. */
export interface Progress {
  readonly add: (result: Pick<ImportResult, 'outcome' | 'earlier'>) => void;
  readonly stop: () => void;
}

/** Milliseconds between two lines, where no bar can be drawn. */
const interval = 5000;

/** A bar on a terminal, else a line every few seconds; on standard error. */
export async function startProgress(
  total: number,
  pausedUntil: () => number,
  { err, screen, signal }: Terminal,
): Promise<Progress> {
  const count = { invited: 0, failed: 0, unknown: 0, done: 0, sent: 0 };
  const started = Date.now();
  const describe = (): string => {
    const { invited, failed, unknown, done } = count;
    const minutes = (Date.now() - started) / 60_000;
    // At the start a rate would be a guess.
    const rate = minutes > 0.05 ? `, ${Math.round(count.sent / minutes)} a minute` : '';
    const until = pausedUntil();
    const pause = until > Date.now() ? `, paused by the server until ${time(until)}` : '';
    const stop = signal.aborted ? ', stopping when what is on its way is answered' : '';
    return `${invited} invited, ${failed} failed, ${unknown} unknown, ${total - done} left${rate}${pause}${stop}`;
  };
  const show = screen ? await drawBar(total, screen) : { line: err, stop: () => undefined };
  const tick = (): void => {
    show.line(describe(), count.done);
  };
  const timer = setInterval(tick, screen ? 100 : interval);
  signal.addEventListener('abort', tick);
  return {
    add: ({ outcome, earlier }) => {
      // Those are still left.
      if (outcome === 'not-sent') return;
      count.done++;
      if (!earlier) count.sent++;
      if (outcome === 'invited') count.invited++;
      else if (outcome === 'unknown') count.unknown++;
      else count.failed++;
    },
    stop: () => {
      clearInterval(timer);
      signal.removeEventListener('abort', tick);
      tick();
      show.stop();
    },
  };
}

async function drawBar(total: number, screen: NodeJS.WriteStream) {
  const { default: progress } = await import('cli-progress');
  const format = '{bar} {percentage}% | {text} | {eta_formatted} to go';
  const bar = new progress.SingleBar(
    { stream: screen, format, hideCursor: true, linewrap: false, barsize: 20 },
    progress.Presets.shades_classic,
  );
  bar.start(total, 0, { text: '' });
  return {
    line: (text: string, done: number): void => {
      bar.update(done, { text });
    },
    stop: (): void => {
      bar.stop();
    },
  };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}
