import { randomBytes, scryptSync } from 'node:crypto';

/**
 * A mark that tells an admin key from others, and from which the key cannot be computed: a slow
 * salted hash (scrypt, RFC 7914), truncated to 48 bits.
 */
export function fingerprint(key: string, salt = randomBytes(16).toString('hex')): string {
  return `${salt}.${scryptSync(key, salt, 6, { cost: 4096 }).toString('hex')}`;
}

/** True if a fingerprint is that of a key. */
export function isFingerprintOf(text: string, key: string): boolean {
  return fingerprint(key, text.split('.')[0]) === text;
}
