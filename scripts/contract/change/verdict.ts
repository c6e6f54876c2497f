import { worst, type Change } from './change.js';

/** The step of the package's version that changes ask for. */
export type Step = 'major' | 'minor' | 'patch' | 'none';

export interface Verdict {
  /** What the changes ask for, by semantic versioning; before 1.0.0 a break is a minor step. */
  readonly asked: Step;
  /** The step between the two versions. */
  readonly made: Step;
  /** Whether a break goes without the step that announces it. */
  readonly breaksUnannounced: boolean;
}

const steps: readonly Step[] = ['none', 'patch', 'minor', 'major'];

/**
 * Whether the version says what the changes mean.
 *
 * @param baseVersion the package's version that goes with the base, such as `1.4.0`
 * @param headVersion the version now
 */
export function judge(
  changes: readonly Change[],
  baseVersion: string,
  headVersion: string,
): Verdict {
  const base = parse(baseVersion);
  const made = stepBetween(base, parse(headVersion));
  const level = worst(changes);
  const breaking: Step = base[0] === 0 ? 'minor' : 'major';
  const addition: Step = base[0] === 0 ? 'patch' : 'minor';
  const wanted: Record<typeof level, Step> = {
    breaking,
    addition,
    documentation: 'patch',
    none: 'none',
  };
  const asked = wanted[level];
  const short = steps.indexOf(made) < steps.indexOf(asked);
  return { asked, made, breaksUnannounced: level === 'breaking' && short };
}

function parse(version: string): [number, number, number] {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)];
}

function stepBetween(base: [number, number, number], head: [number, number, number]): Step {
  if (head[0] !== base[0]) return head[0] > base[0] ? 'major' : 'none';
  if (head[1] !== base[1]) return head[1] > base[1] ? 'minor' : 'none';
  return head[2] > base[2] ? 'patch' : 'none';
}
