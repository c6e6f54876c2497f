import { domainToUnicode } from 'node:url';
import { addressKey } from '../operation.js';

/** Invisible characters: control and format characters, blanks, fillers, unassigned code points. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** All but the HTML standard's `atext` (without `?`), dots, and every script's letters and digits. */
const notLocal = /[^\p{L}\p{M}\p{Nd}.!#$%&'*+/=^_`{|}~-]/u;
const notDomain = /[^\p{L}\p{M}\p{Nd}.-]/u;

/** A domain's label in ASCII, by the HTML standard's rule. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Scripts with letters that look like Latin ones. */
const lookalike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;

/** Two bytes of UTF-8, read as windows-1252: `ÃŸ` for `ß`. Other letters show signs then. */
const misread = /[ÃÄÅ][ŒœŠšŸŽžƒˆ]/;

/** Letters of UTF-8 and `+`, as URLs (`%C3%B6`) or quoted-printable texts (`=C3=B6`) have them. */
const escaped = /[%=](?:2B|C[2-9A-F][%=][89AB]|D[\dA-F][%=][89AB]|E[\dA-F][%=][89AB])/i;

/** Names that are not on the Internet (RFC 2606, RFC 6761, RFC 6762, ICANN), as in sign-in names. */
const notPublic = /\.(?:invalid|localhost|localdomain|local|internal)$/;

/** The address in `Name <address>` or `mailto:address`, else the text without blanks around it. */
export function bareAddress(text: string): string {
  // Not `trim()`, which would hide invisible characters.
  const bare = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const [, name = '', inBrackets = bare] = /^([^<>]*)<([^<>]+)>$/.exec(bare) ?? [];
  // Mail programs write the address for a name that they do not know.
  if (name.includes('@') && name.replace(/["'\s]/g, '') !== inBrackets) return bare;
  const address = inBrackets.replace(/^(?:mailto:(?:\/\/)?|smtp:)/i, '');
  // A URL may hold escapes (RFC 6068).
  return address !== inBrackets && address.includes('%') ? bare : address;
}

/**
 * Why a text is not an email address; undefined if it is one. The rule is the HTML standard's
 * (https://html.spec.whatwg.org/#valid-e-mail-address), opened to internationalized addresses
 * (RFC 6531) and domains (UTS #46), and closed to what no mail server accepts.
 */
export function addressProblem(email: string): string | undefined {
  if (email === '') return 'no email address';
  const bare = bareAddress(email);
  if (bare !== email) return `more than an email address; write ${bare}`;
  const [local = '', domain, ...others] = email.split('@');
  if (others.length > 0)
    return email.split(/[\s,;|/]+/).filter((part) => part !== email && isBare(part)).length > 1
      ? 'several email addresses; write each on a line of its own'
      : 'more than one "@" in an email address';
  const hidden = invisible.exec(email)?.[0];
  if (hidden !== undefined)
    return `${/[ \t\n]/.test(hidden) ? 'space' : `invisible ${name(hidden)}`} in an email address`;
  if (domain === undefined) return 'no "@" in an email address';
  return localProblem(local) ?? domainProblem(domain) ?? lengthProblem(local, email);
}

/** Whether a text is an email address, bare or as {@link bareAddress} finds one in it. */
export function isAddress(text = ''): boolean {
  return isBare(bareAddress(text));
}

function isBare(text: string): boolean {
  return addressProblem(text) === undefined;
}

/** A text with each invisible character shown as `<U+200B>`. */
export function showInvisible(text: string): string {
  return text.replace(new RegExp(invisible, 'gu'), (one) => (one === ' ' ? one : `<${name(one)}>`));
}

function localProblem(local: string): string | undefined {
  const wrong = notLocal.exec(local)?.[0];
  if (wrong !== undefined) return `${quote(wrong)} before the "@"`;
  if (local === '') return 'nothing before the "@"';
  if (/^\.|\.\.|\.$/.test(local)) return 'misplaced dot before the "@"';
  if (local.startsWith("'")) return 'apostrophe before an email address';
  if (/^\p{M}/u.test(local)) return 'accent without a letter before the "@"';
  if (/#ext#$/i.test(local)) return "sign-in name of an Entra guest, which isn't an email address";
  if (escaped.test(local)) return 'escaped letters before the "@"';
  if (local.includes('***')) return 'asterisks instead of letters before the "@"';
  if (/^[\0-\x7f]*$/.test(local)) return undefined;
  if (misread.test(local)) return 'letters of a wrong encoding before the "@"';
  return isVariant(local)
    ? 'fullwidth or other variant letters before the "@"'
    : mixedScripts(local);
}

function domainProblem(domain: string): string | undefined {
  const wrong = notDomain.exec(domain)?.[0];
  if (wrong !== undefined) return `${quote(wrong)} after the "@"`;
  const ascii = addressKey(`@${domain}`).slice(1);
  const labels = ascii.split('.');
  if (labels.length === 1) return 'no dot after the "@"';
  if (isVariant(domain)) return 'fullwidth or other variant letters after the "@"';
  if (notPublic.test(ascii)) return 'a domain that is not on the Internet';
  const isDomain =
    labels.every((part) => label.test(part)) &&
    /^(?=.*[a-z])..+$/.test(labels.at(-1) ?? '') &&
    // Punycode that cannot be decoded: the text is empty, or from Node.js 24 on, unchanged.
    !/^$|(?:^|\.)xn--/.test(domainToUnicode(ascii));
  return isDomain ? mixedScripts(domain) : 'no domain after the "@"';
}

/** The limits of RFC 5321, section 4.5.3.1, in octets. */
function lengthProblem(local: string, email: string): string | undefined {
  const tooLong = Buffer.byteLength(local) > 64 || Buffer.byteLength(email) > 254;
  return tooLong ? 'too long for an email address' : undefined;
}

/** Whether a text has letters that only look different, such as fullwidth ones. */
function isVariant(text: string): boolean {
  return text.normalize('NFKC') !== text.normalize('NFC');
}

function mixedScripts(text: string): string | undefined {
  if (!lookalike.test(text)) return undefined;
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  const mixed = words.find((word) => lookalike.test(word) && /\p{Script=Latin}/u.test(word));
  return mixed && `${quote(lookalike.exec(mixed)?.[0] ?? '')} among Latin letters`;
}

function quote(character: string): string {
  return character > '~' ? `"${character}" (${name(character)})` : `"${character}"`;
}

function name(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

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
