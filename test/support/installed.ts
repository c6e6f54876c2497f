import { join } from 'node:path';
import { inject } from 'vitest';
import { commandIn, tarballName } from './package.js';

/** The folder in which the package under test is installed. */
export const installed = inject('installed');

/** The package itself, as it was packed. */
export const tarball = join(installed, tarballName);

/** The built command; see {@link commandIn}. */
export const command = commandIn(installed);
