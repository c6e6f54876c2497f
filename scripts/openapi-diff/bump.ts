import { worst, type Change } from './change.js';

/** A version bump in semantic versioning. */
export type Bump = 'major' | 'minor' | 'patch' | 'none';

export interface Verdict {
  /** What the changes require; before 1.0.0 a breaking change requires a minor bump. */
  readonly requiredBump: Bump;
  /** The bump between the two versions. */
  readonly actualBump: Bump;
  /** True if a breaking change comes without the bump that announces it. */
  readonly breaksUnannounced: boolean;
}

const bumps: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/**
 * Compares the version bump that the changes require with the one that was made.
 *
 * @param baseVersion the package's version that goes with the base, such as `1.4.0`
 * @param headVersion the version now
 */
export function checkBump(
  changes: readonly Change[],
  baseVersion: string,
  headVersion: string,
): Verdict {
  const base = parse(baseVersion);
  const actualBump = bumpBetween(base, parse(headVersion));
  const level = worst(changes);
  const wanted: Record<typeof level, Bump> = {
    breaking: base[0] === 0 ? 'minor' : 'major',
    addition: base[0] === 0 ? 'patch' : 'minor',
    documentation: 'patch',
    none: 'none',
  };
  const requiredBump = wanted[level];
  const isShort = bumps.indexOf(actualBump) < bumps.indexOf(requiredBump);
  return { requiredBump, actualBump, breaksUnannounced: level === 'breaking' && isShort };
}

function parse(version: string): [number, number, number] {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)];
}

function bumpBetween(base: [number, number, number], head: [number, number, number]): Bump {
  if (head[0] !== base[0]) return head[0] > base[0] ? 'major' : 'none';
  if (head[1] !== base[1]) return head[1] > base[1] ? 'minor' : 'none';
  return head[2] > base[2] ? 'patch' : 'none';
}
