import { extname } from 'node:path';
import { FileError, type ReadOptions } from './row.js';

const saveAsCsv = 'Open it in a spreadsheet and save it as "CSV UTF-8".';
const exportAsCsv = 'Export the people as CSV where it comes from.';

export function noText(): FileError {
  return new FileError('this is not a text file.', exportAsCsv);
}

/** Four letters of two bytes each, after as many others, of which the first may not be ASCII. */
function utf16(letter: string): RegExp {
  return new RegExp(`^(?![ -~]{4}|\xff\xfe|\xfe\xff)(?:[^][^])*?(?:${letter}){4}`);
}

/**
 * Other kinds of files, by their beginning (one character a byte) with the file's
 * extension. Where no next step is given, it is {@link exportAsCsv}.
 */
const kinds: readonly (readonly [pattern: RegExp, kind: string, nextStep?: string])[] = [
  [/^PK[^]*\.(?:xls[xmb]|ods|numbers)$/, 'a spreadsheet, not CSV', saveAsCsv],
  [
    /^PK[^]*(?:\.(?:docx|odt|pages|pptx)$|word\/document|opendocument\.text|ppt\/)/,
    'a document, not CSV',
  ],
  [/^PK[^]*(?:\[Content_Types\]|xl\/|opendocument|Index\/)/, 'a spreadsheet, not CSV', saveAsCsv],
  [/^\xd0\xcf\x11\xe0[^]*\.(?:doc|msg|ppt)$/, 'an old document or mail, not CSV'],
  [/^\xd0\xcf\x11\xe0/, 'a spreadsheet (.xls, or with a password), not CSV', saveAsCsv],
  [
    /^(?:PK|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd|[^]{257}ustar)/,
    'compressed, or an archive',
    'Unpack it.',
  ],
  [/^%PDF/, 'a PDF'],
  [/^\{\\rtf/, 'a rich text document'],
  [/^<(?:[!?]|[a-z][\w:-]*(?:\s[^<>@]*)?>)/i, 'a web page (HTML) or XML'],
  [/^BEGIN:VCARD/i, 'a file of vCards'],
  [/^BEGIN:VCALENDAR/i, 'a calendar'],
  [/^(?:version: 1\s+)?(?:#.*\s+)*(?:[\w;-]+::? .*\n)*(?:dn:|mail:) /i, 'LDIF'],
  [
    /^(?:from \S+@|(?:from|to|date|received|return-path|mime-version): .*(?:@|\n[\w-]+: ))/i,
    'an e-mail',
  ],
  [
    /^(?:#.*\s+)*(?:---\r?\n|- [\w-]+:|[\w-]+:(?:\s*\r?\n\s*-| +[[{])|\S+@\S+: |e-?mail: +\S+@)/i,
    'YAML',
  ],
  [
    /^(?:[*-]|\d+[.)]) +\S*@/,
    'a list with bullets or numbers',
    'Remove these, and add a line "email" above it.',
  ],
  [
    /^(?:L\0\0\0\x01\x14|bplist|\[InternetShortcut\]|version https:\/\/git-lfs)/,
    'only a link',
    'Import the file that it leads to.',
  ],
  [/^-----BEGIN /, 'encrypted or signed', 'Decrypt it.'],
  [/^(?:diff |\+.*\n\+)/, 'a diff', 'Import the file itself.'],
  [/^\{"journal":"openai-invites"/, 'the journal of an import', 'Import the file beside it.'],
  [/^(?:\[{1,2}[a-z][\w.-]*\]{1,2}\r?\n|[\w-]+ = |\w+=\S+@)/i, 'TOML or an INI file'],
  [/^(?:insert into|create table) /i, 'SQL'],
  [/^\+-[-+]*\+\r?\n\|/, 'a table that is drawn with lines'],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|SQLite format|PAR1)/, 'not a text file'],
  [/^\0{4}/, 'damaged: its first bytes are all zero', 'Copy or export it again.'],
  [
    /^(?:\xff\xfe\0\0|\0\0\xfe\xff|(?:[^\0]\0\0\0){2}|(?:\0\0\0[^\0]){2})/,
    'UTF-32',
    'Save it as UTF-8.',
  ],
];

/** Encodings that only the user can confirm, by the same beginning. */
const unmarked: typeof kinds = [
  [/^[ -~\s]*\x1b\$[@B]/, 'ISO-2022-JP', 'Pass --encoding iso-2022-jp.'],
  [utf16(String.raw`[\w@.]\0`), 'UTF-16 without a byte order mark', 'Pass --encoding utf-16le.'],
  [utf16(String.raw`\0[\w@.]`), 'UTF-16 without a byte order mark', 'Pass --encoding utf-16be.'],
];

/**
 * Refuses files that are of another kind than CSV or JSON.
 *
 * @param marked the encoding that the file's byte order mark says
 * @throws {@link FileError} if it is such a file.
 */
export function refuseOtherKinds(
  bytes: Uint8Array,
  marked: string | undefined,
  { encoding, name = '' }: ReadOptions,
): void {
  const head = bytes.subarray(0, 4096);
  const starts = [
    Buffer.from(head)
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, ''),
  ];
  if (marked?.startsWith('utf-16')) starts.push(new TextDecoder(marked).decode(head));
  for (const start of starts) {
    const text = start.replace(/^\s+(?=[ -~]{2})/, '') + extname(name).toLowerCase();
    for (const [pattern, kind, nextStep = exportAsCsv] of encoding === undefined
      ? [...kinds, ...unmarked]
      : kinds)
      if (pattern.test(text)) throw new FileError(`this is ${kind}.`, nextStep);
  }
}
