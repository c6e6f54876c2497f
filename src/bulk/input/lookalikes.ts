import { domainToUnicode } from 'node:url';

const alike = 'аеорсухіјѕһԁԛԝӏαονρικυγχϲϳօսհոցɡɑı';
const latin = 'aeopcyxijshdqwlaovpikuyxcjouhnggai';

/**
 * The appearance of an address: letters of other scripts as the Latin letters that they resemble (a
 * part of UTS #39's confusables), and a domain in Punycode as it is shown.
 *
 * @param key from `addressKey`
 */
export function skeleton(key: string): string {
  if (/^[\0-\x7f]*$/.test(key) && !key.includes('xn--')) return key;
  const at = key.lastIndexOf('@') + 1;
  const shown = key.slice(0, at) + domainToUnicode(key.slice(at));
  return shown.replace(/[^\0-\x7f]/g, (letter) => latin[alike.indexOf(letter)] ?? letter);
}
