import type { Fetch } from '../../../src/http/runtime.js';
import { judge, type Verdict } from './judge.js';
import { Ledger } from './ledger.js';
import { playClient, type Played } from './play.js';
import { watchProcess } from './process-watch.js';
import { openStage, type StageOptions } from './stage.js';

export interface SoakOptions extends Pick<StageOptions, 'seed' | 'certificates'> {
  /** Calls to make, at least. */
  readonly calls: number;
  readonly fetch: Fetch;
}

export interface SoakResult {
  readonly verdicts: readonly Verdict[];
  /** Faults of the process: rejections that nobody handles, warnings, what is left behind. */
  readonly faults: readonly string[];
}

/** How many clients call at the same time. */
const clients = 6;

/** Makes random calls to random servers, and compares the client's results with the truth. */
export async function soak({ seed, calls, certificates, fetch }: SoakOptions): Promise<SoakResult> {
  const processWatch = watchProcess();
  const ledger = new Ledger();
  const stage = await openStage({ seed, ledger, certificates });
  const played: Played[] = [];
  let next = 0;
  const play = async (): Promise<void> => {
    while (played.length < calls)
      played.push(...(await playClient(next++, { seed, ledger, stage, fetch })));
  };
  try {
    await Promise.all(Array.from({ length: clients }, play));
  } finally {
    // What a slow server does after its client has gone belongs to the truth.
    await stage.close();
  }
  return { verdicts: played.map(judge), faults: await processWatch.end() };
}
