import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * A mark that tells an admin key from others, and of which nobody can compute the key: a slow salted
 * hash (scrypt, RFC 7914), cut down to 48 bits.
 */
export async function fingerprint(
  key: string,
  salt = randomBytes(16).toString('hex'),
): Promise<string> {
  const hash = await promisify<string, string, number, Buffer>(scrypt)(key, salt, 6);
  return `${salt}.${hash.toString('hex')}`;
}

/** Whether a fingerprint is that of a key. */
export async function isFingerprintOf(text: string, key: string): Promise<boolean> {
  return (await fingerprint(key, text.split('.')[0])) === text;
}
