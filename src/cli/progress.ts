import type { ImportResult, ImportRun } from '../bulk/index.js';
import { labels } from './summary.js';
import { arrange, formatNumber, type Terminal } from './terminal.js';

/** What is shown while an import runs. */
export interface Progress {
  readonly add: (result: Pick<ImportResult, 'outcome' | 'earlier'>) => void;
  readonly stop: () => void;
}

/** Milliseconds between two changes of the status, and between two lines where there is none. */
const [drawInterval, lineInterval] = [250, 30_000];

/** Shows progress: a status line on a terminal, else occasional lines. */
export function startProgress(
  imported: Pick<
    ImportRun<unknown>,
    'inFlight' | 'isOffline' | 'pausedUntil' | 'requestsPerMinute'
  >,
  { total, ceiling = Infinity }: { readonly total: number; readonly ceiling?: number | undefined },
  { err, status, columns, signal }: Terminal,
): Progress {
  const counts = new Map(
    [labels.invited, labels['not-invited'], labels.unknown].map((name) => [name, 0]),
  );
  const started = Date.now();
  let done = 0;
  let sent = 0;
  /** Requests per minute: the server's learned rate, else the observed rate. */
  const rate = (): number | undefined => {
    // The pause that the server has asked for is a part of its pace.
    const minutes = (Math.max(Date.now(), imported.pausedUntil) - started) / 60_000;
    // Too early for a rate.
    const seen = minutes > 0.05 ? sent / minutes : undefined;
    const known = imported.requestsPerMinute ?? seen;
    return known && Math.min(known, ceiling);
  };
  const state = (): string[] => {
    const { inFlight, isOffline, pausedUntil } = imported;
    if (signal.aborted) return [`stopping, ${inFlight} to finish`];
    if (pausedUntil < Date.now() + 2000) return [];
    const at = new Date(pausedUntil).toTimeString().slice(0, 8);
    return [isOffline ? `no connection, next try at ${at}` : `rate-limited, next at ${at}`];
  };
  const measures = (): string[] => {
    const perMinute = rate();
    const share = Math.floor((100 * done) / total);
    return [
      `${formatNumber(done)}/${formatNumber(total)}`,
      `${share} %`,
      ...(perMinute ? [formatRate(perMinute), timeLeft((total - done) / perMinute)] : []),
    ];
  };
  const results = (): string[] => [
    ...[...counts].map(([name, number]) => `${formatNumber(number)} ${name}`),
    ...state(),
  ];
  const show = (): void => {
    if (!status) {
      err([...measures(), ...results()].join(' · '));
      return;
    }
    // One column stays free, and one is in front.
    const width = (columns() ?? 80) - 2;
    const filled = Math.round((12 * done) / total);
    const bar = '█'.repeat(filled).padEnd(12, '░');
    const lines = [arrange([bar, ...measures()], '  ', width), arrange(results(), ' · ', width)];
    status(lines.join('\n').replace(/^/gm, ' '));
  };
  const announceStop = (): void => {
    err(describeStopping(imported.inFlight));
    if (status) show();
  };
  const timer = setInterval(show, status ? drawInterval : lineInterval);
  signal.addEventListener('abort', announceStop);
  return {
    add: ({ outcome, earlier }) => {
      // Those are still left.
      if (outcome === 'not-sent') return;
      done++;
      if (!earlier) sent++;
      const name = outcome === 'invited' && earlier ? 'before' : labels[outcome];
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    stop: () => {
      clearInterval(timer);
      signal.removeEventListener('abort', announceStop);
      status?.('');
    },
  };
}

function describeStopping(inFlight: number): string {
  if (inFlight === 0) return 'Stopping: nothing more is sent.';
  const requests = inFlight === 1 ? '1 request' : `${inFlight} requests`;
  return `Stopping: nothing more is sent, finishing ${requests}. Press Ctrl-C again to quit now; what became of ${inFlight === 1 ? 'it' : 'them'} is then unknown.`;
}

function formatRate(perMinute: number): string {
  if (perMinute >= 1) return `${formatNumber(Math.round(perMinute))}/min`;
  return `${Math.max(1, Math.round(60 * perMinute))}/h`;
}

function timeLeft(minutes: number): string {
  if (minutes < 1) return 'less than 1 min left';
  const [hours, rest] = [Math.floor(Math.round(minutes) / 60), Math.round(minutes) % 60];
  return `about ${hours > 0 ? `${formatNumber(hours)} h ` : ''}${rest} min left`;
}
