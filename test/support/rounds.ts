/**
 * How often a test with random input repeats. `npm run test:thorough` repeats it twenty times as
 * often.
 */
export function rounds(count: number): number {
  return count * Number(process.env['ROUNDS'] ?? 1);
}
