import { extname } from 'node:path';
import { FileError, type ReadOptions } from './row.js';

const saveAsCsv = 'Open it in a spreadsheet and save it as "CSV UTF-8".';
const exportAsCsv = 'Export the people as CSV where it comes from.';

/** Four letters of two bytes each, after as many others, of which the first may not be ASCII. */
function utf16(letter: string): RegExp {
  return new RegExp(`^(?![ -~]{4}|\xff\xfe|\xfe\xff)(?:[^][^])*?(?:${letter}){4}`);
}

/** Other kinds of files, by their first bytes (one character each) with the file's extension. */
const kinds: readonly (readonly [pattern: RegExp, kind: string, nextStep: string])[] = [
  [/^PK[^]*\.(?:xls[xmb]|ods|numbers)$/, 'a spreadsheet, not CSV', saveAsCsv],
  [/^PK[^]*(?:\.(?:docx|odt|pages|pptx)$|word\/document)/, 'a document, not CSV', exportAsCsv],
  [/^PK[^]*(?:\[Content_Types\]|xl\/|opendocument)/, 'a spreadsheet, not CSV', saveAsCsv],
  [/^\xd0\xcf\x11\xe0[^]*\.(?:doc|msg|ppt)$/, 'an old document or mail, not CSV', exportAsCsv],
  [/^\xd0\xcf\x11\xe0/, 'a spreadsheet (.xls, or with a password), not CSV', saveAsCsv],
  [/^(?:PK|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd)/, 'compressed', 'Unpack it.'],
  [/^%PDF/, 'a PDF', exportAsCsv],
  [/^\{\\rtf/, 'a rich text document', exportAsCsv],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|table)/i, 'a web page (HTML)', exportAsCsv],
  [/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--)/, 'XML', exportAsCsv],
  [/^(?:\xef\xbb\xbf)?BEGIN:VCARD/i, 'a file of vCards', exportAsCsv],
  [/^BEGIN:VCALENDAR/i, 'a calendar', exportAsCsv],
  [/^(?:version: 1\s+)?(?:#.*\s+)*(?:dn:|mail: )/i, 'LDIF', exportAsCsv],
  [
    /^(?:from|to|date|received|return-path|mime-version): .*(?:@|\n[\w-]+: )/i,
    'an e-mail',
    exportAsCsv,
  ],
  [/^(?:---\r?\n|- [\w-]+:|[\w-]+:\s*\r?\n\s*-)/, 'YAML', exportAsCsv],
  [
    /^(?:L\0\0\0\x01\x14|bplist|\[InternetShortcut\]|version https:\/\/git-lfs)/,
    'only a link',
    'Import the file that it leads to.',
  ],
  [/^-----BEGIN /, 'encrypted or signed', 'Decrypt it.'],
  [/^(?:diff |\+.*\n\+)/, 'a diff', 'Import the file itself.'],
  [/^\{"journal":"openai-invites"/, 'the journal of an import', 'Import the file beside it.'],
  [/^\[{1,2}[a-z][\w.-]*\]{1,2}\r?\n/i, 'TOML or an INI file', exportAsCsv],
  [/^(?:insert into|create table) /i, 'SQL', exportAsCsv],
  [/^\+-[-+]*\+\r?\n\|/, 'a table that is drawn with lines', exportAsCsv],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|SQLite format|PAR1)/, 'not a text file', exportAsCsv],
  [/^(?:\xff\xfe\0\0|\0\0\xfe\xff|[^\0]\0\0\0|\0\0\0)/, 'UTF-32', 'Save it as UTF-8.'],
  [utf16(String.raw`[\w@.]\0`), 'UTF-16 without a byte order mark', 'Pass --encoding utf-16le.'],
  [utf16(String.raw`\0[\w@.]`), 'UTF-16 without a byte order mark', 'Pass --encoding utf-16be.'],
];

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
export function decode(bytes: Uint8Array, { encoding, name = '' }: ReadOptions): string {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const start = head + extname(name).toLowerCase();
  for (const [pattern, kind, nextStep] of encoding === undefined ? kinds : kinds.slice(0, -2))
    if (pattern.test(start)) throw new FileError(`this is ${kind}.`, nextStep);
  const marked = marks.find(([pattern]) => pattern.test(head))?.[1];
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
      'Known are windows-1252, shift_jis, gb18030, utf-16le and others.',
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
  if (/[\0-\x08\x0e-\x1a]/.test(head)) throw new FileError('this is not a text file.', exportAsCsv);
  const [encoding] = suggestions.find(([label, word]) => isWrittenIn(bytes, label, word)) ?? [
    'windows-1252',
  ];
  if (encoding === 'windows-1252') refuseMixture(bytes);
  const lines = decodeAs(encoding, bytes)?.split(/\r\n|\r|\n/) ?? [];
  const index = lines.findIndex((line) => /[^\0-\x7f]/.test(line));
  throw new FileError(
    `not UTF-8. As ${encoding}, line ${index + 1} reads: ${lines[index] ?? ''}`,
    `If that is right, pass --encoding ${encoding}.`,
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

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    // It drops a byte order mark.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
