import { readArguments } from '../sync/arguments.js';
import { sync } from '../sync/run.js';
import { UpstreamError } from '../sync/upstream.js';
import type { Project } from './check.js';
import type { Outcome } from './command.js';
import { reportSync } from './sync-report.js';

// The scheduled job in drift.yml uses these exit codes.
const DIFFERS = 1;
const FAILED = 2;
const SOURCE_GONE = 3;

/** Runs `npm run sync` with these arguments; see docs/contract.md. */
export async function syncCommand(args: readonly string[], project: Project): Promise<Outcome> {
  try {
    const request = readArguments(args);
    const synced = await sync(project.spec, request);
    const out = await reportSync(project, { ...request, ...synced });
    return { out, err: '', code: request.check && !synced.same ? DIFFERS : 0 };
  } catch (error) {
    const code = error instanceof UpstreamError && error.isGone ? SOURCE_GONE : FAILED;
    return { out: '', err: `${error instanceof Error ? error.message : String(error)}\n`, code };
  }
}
