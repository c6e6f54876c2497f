import { noText, refuseOtherKinds } from './kinds.js';
import { FileError, type ReadOptions } from './row.js';

const marks: readonly (readonly [pattern: RegExp, encoding: string])[] = [
  [/^\xef\xbb\xbf/, 'utf-8'],
  [/^\xff\xfe/, 'utf-16le'],
  [/^\xfe\xff/, 'utf-16be'],
];

const cjk = String.raw`\p{Script=Han}\u3000-\u30ff`;

/** Encodings to be suggested, with the form of words that are written in them. */
const suggestions: readonly (readonly [encoding: string, word: RegExp])[] = [
  ['windows-1251', /^[А-ЯЁ]?[а-яё]+$/],
  ['shift_jis', new RegExp(`^[${cjk}]+$`, 'u')],
  ['euc-jp', new RegExp(`^[${cjk}]*[\u3040-\u30ff][${cjk}]*$`, 'u')],
  ['euc-kr', /^\p{Script=Hangul}+$/u],
  ['gb18030', new RegExp(`^[${cjk}]+$`, 'u')],
];

/**
 * The text of a file, without a byte order mark, its lines ended by `\n`.
 *
 * @throws {@link FileError} if the file is no text, or its encoding isn't known.
 */
export function decode(bytes: Uint8Array, options: ReadOptions): string {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const marked = marks.find(([pattern]) => pattern.test(head))?.[1];
  refuseOtherKinds(bytes, marked, options);
  const { encoding } = options;
  const text =
    encoding === undefined
      ? (decodeAs(marked ?? 'utf-8', bytes) ?? suggestEncoding(bytes, head))
      : decodeAsTold(bytes, encoding, marked);
  // DOS ends a text with a control character.
  return text.replace(/\r+\n|\r/g, '\n').replace(/\n\x1a$/, '\n');
}

function decodeAsTold(bytes: Uint8Array, label: string, marked: string | undefined): string {
  let encoding;
  try {
    ({ encoding } = new TextDecoder(label));
  } catch {
    const problem = `--encoding ${label} isn't an encoding that is known here.`;
    throw new FileError(
      problem,
      'Known are windows-1252, shift_jis, gb18030, utf-16le and others; else save the file as UTF-8.',
    );
  }
  const raw = Buffer.from(bytes).toString('latin1');
  // ASCII is text in any encoding but this one, where each letter of it has a NUL.
  const isOther = encoding.startsWith('utf-16') ? !raw.includes('\0') : /[^\0-\x7f]/.test(raw);
  const isUtf8 = isOther && decodeAs('utf-8', bytes) !== undefined;
  const sure = marked ?? (isUtf8 ? 'utf-8' : encoding);
  if (encoding === 'windows-1252') refuseMixture(bytes);
  if (sure !== encoding)
    throw new FileError(`this is ${sure}, not ${label}.`, 'Leave out --encoding.');
  const text = decodeAs(encoding, bytes);
  if (text === undefined) throw new FileError(`this isn't ${label}.`, 'Leave out --encoding.');
  return text;
}

/** @throws {@link FileError}, always: the user must confirm a guess. */
function suggestEncoding(bytes: Uint8Array, head: string): never {
  if (/^(?:\xff\xfe|\xfe\xff)/.test(head))
    throw new FileError('this begins as UTF-16, and is damaged.', 'Copy or export it again.');
  if (/[\0-\x08\x0e-\x1a]/.test(head)) throw noText();
  const [encoding] = suggestions.find(([label, word]) => isWrittenIn(bytes, label, word)) ?? [
    'windows-1252',
  ];
  if (encoding === 'windows-1252') refuseMixture(bytes);
  const lines = decodeAs(encoding, bytes)?.split(/\r\n|\r|\n/) ?? [];
  const index = lines.findIndex((line) => /[^\0-\x7f]/.test(line));
  throw new FileError(
    `not UTF-8. As ${encoding}, line ${index + 1} reads: ${lines[index] ?? ''}`,
    `If that is right, pass --encoding ${encoding}; else save the file as UTF-8.`,
  );
}

/** @throws {@link FileError} if some lines are UTF-8 and others aren't. */
function refuseMixture(bytes: Uint8Array): void {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/);
  const isForeign = (line: string): boolean => /[^\0-\x7f]/.test(line);
  const isUtf8 = (line: string): boolean =>
    isForeign(line) && decodeAs('utf-8', Buffer.from(line, 'latin1')) !== undefined;
  const [utf8, other] = [
    lines.findIndex(isUtf8),
    lines.findIndex((line) => isForeign(line) && !isUtf8(line)),
  ];
  if (utf8 < 0 || other < 0) return;
  throw new FileError(
    `line ${utf8 + 1} is UTF-8 and line ${other + 1} is not.`,
    'Save all parts as UTF-8 before they are put together.',
  );
}

/** Whether what is not ASCII has this form, and is not part of a word in Latin letters. */
function isWrittenIn(bytes: Uint8Array, encoding: string, word: RegExp): boolean {
  const words = decodeAs(encoding, bytes)?.match(/(?:[a-z]|[^\0-\x7f])+/gi) ?? [''];
  const foreign = words.filter((one) => /[^\0-\x7f]/.test(one));
  return foreign.length > 0 && foreign.every((one) => word.test(one));
}

/** 0x80 to 0x9f in windows-1252. */
const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    // It drops a byte order mark.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (encoding !== 'windows-1252') return text;
    // Node.js 20 takes it for Latin-1.
    return text.replace(/[\x80-\x9f]/g, (sign) => signs[sign.charCodeAt(0) - 0x80] ?? sign);
  } catch {
    return undefined;
  }
}
