import { createHmac, randomBytes } from 'node:crypto';

/**
 * A mark that tells an admin key from others, and from which the key cannot be computed: a salted
 * HMAC-SHA-256 (RFC 2104), truncated to 48 bits. Keys are long and random, so that nobody can try
 * them all; a slow hash would add nothing.
 */
export function fingerprint(key: string, salt = randomBytes(16).toString('hex')): string {
  return `${salt}.${createHmac('sha256', salt).update(key).digest('hex').slice(0, 12)}`;
}

/** True if a fingerprint is that of a key. */
export function isFingerprintOf(text: string, key: string): boolean {
  return fingerprint(key, text.split('.')[0]) === text;
}
