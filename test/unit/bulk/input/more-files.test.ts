import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../../support/command-line.js';
import { temporaryFolder } from '../../../support/project.js';

type Content = string | Uint8Array;

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const pages = (...documents: unknown[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join('');

/** Runs `import --dry-run` in this process. */
async function dryRun(content: Content, flags = '', name = 'staff.csv') {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  const words = flags === '' ? [] : flags.split(' ');
  const { code, out, err } = await commandLine(['import', path, '--dry-run', ...words]);
  const sent = out === '' ? [] : out.split('\n').map(describeRow);
  return { code, sent: sent.join('; '), err };
}

function describeRow(json: string): string {
  const { email, role, projects } = JSON.parse(json) as Record<string, unknown>;
  const list = projects === undefined ? '' : ` ${JSON.stringify(projects)}`;
  return `${String(email)} ${String(role)}${list}`;
}

const both = 'ada@example.com reader; bob@example.com owner';
const ada = 'ada@example.com reader';

const read: readonly (readonly [name: string, content: Content, sent: string, flags?: string])[] = [
  [
    'a Markdown table',
    '| Email | Role |\n|:------|-----:|\n| ada@example.com | reader |\n| bob@example.com | owner |\n',
    both,
  ],
  [
    'a Markdown table without outer lines',
    'email | role\n--- | ---\nada@example.com | reader\n',
    ada,
  ],
  ['an Org table', '| email | role |\n|-------+------|\n| ada@example.com | reader |\n', ada],
  ['a Jira table', '||email||role||\n|ada@example.com|reader|\n|bob@example.com|owner|\n', both],
  ...['\u0085', '\u2028', '\u2029', '\v'].map(
    (end) =>
      [
        `lines that end with U+${end.charCodeAt(0).toString(16)}`,
        ['email,role', 'ada@example.com,reader', 'bob@example.com,owner', ''].join(end),
        both,
      ] as const,
  ),
  [
    'a line separator in a name',
    'name,email,role\nAda\u2028Lovelace,ada@example.com,reader\n',
    ada,
  ],
  ['empty columns in front, with pipes', '||email|role\n||ada@example.com|reader\n', ada],
  [
    'a header with a colon',
    'Email: work,Role: here\nada@example.com,reader\n',
    ada,
    '--email-column 1 --role-column 2',
  ],
  [
    'a header with a dot, by its number',
    'profile.email,role\nada@example.com,reader\n',
    ada,
    '--email-column 1',
  ],
  [
    'a JSON text sequence',
    '\x1e{"email":"ada@example.com","role":"reader"}\n\x1e{"email":"bob@example.com","role":"owner"}\n',
    both,
  ],
  [
    'projects as a JSON object, and as JSON texts',
    'email;role;projects\nada@example.com;reader;{"id":"p","role":"member"}\nbob@example.com;owner;["p:member"]\n',
    'ada@example.com reader [{"id":"p","role":"member"}]; bob@example.com owner [{"id":"p","role":"member"}]',
  ],
  [
    'addresses as their own names',
    `email,role\n"""ada@example.com"" <ada@example.com>",reader\n'bob@example.com' <bob@example.com>,owner\n`,
    both,
  ],
  [
    'windows-1252 with signs that Latin-1 lacks',
    bytes('email,role\nmilo', [0x9a], '@example.com,reader\n'),
    'miloš@example.com reader',
    '--encoding windows-1252',
  ],
  [
    'ISO-2022-JP, as told',
    bytes('name,email,role\n\x1b$B;3ED\x1b(B,ada@example.com,reader\n'),
    ada,
    '--encoding iso-2022-jp',
  ],
  ...[
    'Email - Primary Work,Role',
    'Courriel professionnel,Rôle',
    'E-Mail geschäftlich,Rolle',
    'メール,役割',
    '邮箱地址,角色',
    '이메일,역할',
    'E-POSTA ADRESİ,ROL',
    'البريد الإلكتروني,role',
    'דואר אלקטרוני,role',
    'Электронная почта,Роль',
  ].map(
    (header) =>
      [
        `the header ${header}`,
        `${header}\nada@example.com,reader\nbob@example.com,owner\n`,
        both,
      ] as const,
  ),
];

const asCsv = 'Export the people as CSV where it comes from.';
const again = 'Copy or export it again.';
const refused: readonly (readonly [
  name: string,
  content: Content,
  says: readonly string[],
  flags?: string,
])[] = [
  ['LDIF with other attributes first', 'uid: ada\nmail: ada@example.com\n', ['LDIF', asCsv]],
  [
    'a mailbox',
    'From ada@example.com Thu Jan  1 00:00:00 2026\nSubject: x\n',
    ['an e-mail', asCsv],
  ],
  ['vCards below a blank line', '\n\nBEGIN:VCARD\nEMAIL:ada@example.com\n', ['vCards', asCsv]],
  [
    'a list of an address book, with names in another order',
    'Lovelace, Ada <ada@example.com>; Hopper, Grace <grace@example.com>;\n',
    ['several addresses in one line: ada@example.com, grace@example.com', 'Put each on a line'],
  ],
  ...['* ada@example.com\n', '- ada@example.com\n', '1. ada@example.com\n'].map(
    (content) =>
      [`a list of points: ${content}`, content, ['bullets or numbers', 'Remove these']] as const,
  ),
  ...[
    'ada@example.com: reader\nbob@example.com: owner\n',
    'people: [{email: ada@example.com, role: reader}]\n',
    '# people\n---\n- email: ada@example.com\n',
  ].map((content) => [`YAML: ${content}`, content, ['YAML', asCsv]] as const),
  [
    'TOML with a title',
    'title = "people"\n[[people]]\nemail = "ada@example.com"\n',
    ['TOML', asCsv],
  ],
  ...[
    '<meta charset="utf-8">\n<table border="1"><tr><th>email</th></tr></table>',
    '<div><table><tr><td>email</td></tr></table></div>',
    '<users><user>ada@example.com</user></users>',
  ].map((content) => [`tags: ${content}`, content, ['a web page (HTML) or XML', asCsv]] as const),
  ['UTF-16 with a web page in it', utf16('<html><body>'), ['a web page', asCsv]],
  ['UTF-16 with vCards in it', utf16('BEGIN:VCARD\r\n'), ['vCards', asCsv]],
  ['UTF-16 that is cut off', bytes([0xff, 0xfe], 'e\0m\0a'), ['begins as UTF-16', again]],
  ['Numbers with the name of a CSV', bytes('PK\x03\x04\x14\0Index/Document.iwa'), ['spreadsheet']],
  [
    'a text document with the name of a CSV',
    bytes('PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.text'),
    ['a document, not CSV', asCsv],
  ],
  ['tar', bytes('staff.csv', Array(248).fill(0), 'ustar\x0000'), ['an archive', 'Unpack it.']],
  [
    'a copy that a crash ended',
    bytes('email,role\nada@example.com,reader\n', Array(64).fill(0)),
    ['its last bytes are all zero', again],
    '--skip-invalid',
  ],
  ['zeros alone', bytes(Array(512).fill(0)), ['its first bytes are all zero', again]],
  [
    'ISO-2022-JP',
    bytes('name,email,role\n\x1b$B;3ED\x1b(B,ada@example.com,reader\n'),
    ['ISO-2022-JP', 'Pass --encoding iso-2022-jp.'],
  ],
  [
    'an encoding of old Macs, which windows-1252 garbles',
    bytes('email,role,name\nada@example.com,reader,J', [0x9f], 'rg\n'),
    ['reads: ada@example.com,reader,JŸrg', 'else save the file as UTF-8'],
  ],
  [
    'a merge conflict, whatever is to be skipped',
    'email,role\n<<<<<<< HEAD\nada@example.com,owner\n=======\n>>>>>>> branch\n',
    ['a merge conflict begins in line 2.', 'Resolve it.'],
    '--skip-invalid',
  ],
  [
    'two rows in one line, by U+2028',
    'email,name\nada@example.com,Ada\u2028bob@example.com\n',
    ['two rows in one line', 'Ada<U+2028>bob@example.com (line 2)', 'Fix these rows'],
    '--role reader',
  ],
  [
    'a row in the line of the header, by U+0085',
    'email,role\u0085ada@example.com,reader\nbob@example.com,reader\n',
    ['two rows in one line', '(line 1)'],
    '--role reader --skip-invalid',
  ],
  [
    'a quote that swallows a row with a wrong address, in a file without roles',
    'email,name\nada@example.com,"Ada\nbob.example.com,Bob"\ncat@example.com,Cat\n',
    ['opens in line 2', 'bob.example.com,Bob" (line 3)', 'Close that quote'],
    '--role reader --skip-invalid',
  ],
  ...[
    ['ada(at)example.com,reader', 'no "@" in an email address: ada(at)example.com (line 1)'],
    ['ada.example.com,', 'no "@" in an email address: ada.example.com (line 1)'],
    [',reader', 'no email address: line 1'],
  ].map(
    ([first = '', says = '']) =>
      [
        `no header, as told, and a first row that is wrong: ${first}`,
        `${first}\nbob@example.com,owner\n`,
        [says],
        '--email-column 1 --role-column 2',
      ] as const,
  ),
  ...['project 1', 'default_project_id', 'assigned projects', 'workspace', 'team'].map(
    (header) =>
      [
        `projects in a column "${header}"`,
        `email,role,${header}\nada@example.com,reader,\nbob@example.com,reader,proj_abc\n`,
        [`no "projects" column, but "${header}"`, `--projects-column "${header}"`],
      ] as const,
  ),
  [
    'more projects in a second column',
    'email,role,projects,others\nada@example.com,reader,p:member,q:member\n',
    ['column 4 (others) could be "projects" as well', 'Pass --projects-column', '3 or 4'],
  ],
  [
    'roles in a column of another name',
    'email,Berechtigung\nada@example.com,owner\n',
    ['no "role" column, but "Berechtigung"', '--role-column "Berechtigung"'],
    '--role reader',
  ],
  [
    'two columns of roles',
    'email,Role,Rolle\nada@example.com,reader,owner\n',
    ['column 3 (Rolle) could be "role" as well', 'Pass --role-column', '2 or 3'],
  ],
  [
    'a quote that swallows one row, in a row whose address is not where it should be',
    'name,email,role\n"Ada\nBob,bob@example.com,owner\n,""Lo",cat@example.com,reader\n',
    ['a quote (") opens in line 2 and isn\'t closed there. It would swallow lines 2-4.'],
    '--skip-invalid',
  ],
  [
    'a first row in the line of the header',
    'email,role,nameada@example.com,reader,Ada\nbob@example.com,owner,Bob\n',
    [
      'an address in the header line: nameada@example.com.',
      'Put it on a line of its own, or take it out.',
    ],
    '--skip-invalid',
  ],
  [
    'a misspelt column of projects that says none',
    'email,role,pojects\nada@example.com,reader,none\n',
    ['no "projects" column, but "pojects".'],
  ],
  [
    'two columns of roles under other names',
    'email,old role,new role\nada@example.com,reader,owner\n',
    ['no "role" column, but "old role", "new role".', 'Pass --role-column with the right one.'],
    '--role reader',
  ],
  [
    'projects in two columns under other names',
    'email,role,first,second\nada@example.com,reader,p:member,q:member\n',
    ['no "projects" column, but "first", "second".', 'Write them into one column "projects".'],
  ],
  [
    'projects in numbered columns',
    'email,role,project 1,project 2\nada@example.com,reader,p:member,q:member\n',
    ['but "project 1", "project 2".', 'Write them into one column "projects".'],
  ],
  ...['; ', ' ', '|', '/', ', '].map(
    (sign) =>
      [
        `several addresses in one cell, parted by ${sign}`,
        `email,role\n"ada@example.com${sign}bob@example.com",reader\n`,
        ['several email addresses; write each on a line of its own: ada@example.com'],
      ] as const,
  ),
  ...[[0, 0, 0, 0x18], [0x7f], [0x4f, 0x62, 0x6a, 1]].map(
    (start) =>
      [
        `a film, program or other data that begins with ${start.join(' ')}`,
        bytes(start, 'ftypmp42\nx'),
        ['this is not a text file.\nExport the people as CSV'],
      ] as const,
  ),
  [
    'roles in a file without a header, as told',
    'ada@example.com;owner\nbob@example.com;reader\n',
    ['column 2 (owner) could be "role" as well', 'Pass --role-column'],
    '--email-column 1 --role reader',
  ],
  ...[
    ['reader,owner', 'x,', ',x'],
    ['Owner?', 'no', 'yes'],
    ['Owner?', '☐', '☑'],
    ['is_owner', 'falsch', 'wahr'],
  ].map(
    ([header = '', first = '', second = '']) =>
      [
        `marks in columns of roles: ${header}`,
        `email,${header}\nada@example.com,${first}\nbob@example.com,${second}\n`,
        ['has marks instead of roles.', 'one column "role"'],
        '--role reader',
      ] as const,
  ),
  ...['^', '~', '¦', '\u0001', '，'].map(
    (sign) =>
      [
        `cells parted by ${sign}`,
        `email${sign}role\nada@example.com${sign}reader\n`,
        [`Pass --delimiter "${sign < ' ' ? '\\u0001' : sign}".`],
      ] as const,
  ),
  ...[
    ['email: ada@example.com\nrole: reader\n', 'YAML'],
    ['email=ada@example.com role=reader\n', 'TOML or an INI file'],
  ].map(
    ([content = '', kind = '']) =>
      [`names in front of values: ${kind}`, content, [kind, asCsv]] as const,
  ),
  [
    'columns of a fixed width',
    'email             role\nada@example.com   reader\n',
    ['Its columns have a fixed width: save it as CSV.'],
  ],
  ...[
    ['j=C3=B6rg@example.com', 'escaped letters'],
    ['j%C3%B6rg@example.com', 'escaped letters'],
    ['ada%2Bx@example.com', 'escaped letters'],
    ['a***a@example.com', 'asterisks instead of letters'],
    ['ada@corp.local', 'a domain that is not on the Internet'],
    ['ada@localhost.localdomain', 'a domain that is not on the Internet'],
    ['ada@deleted.invalid', 'a domain that is not on the Internet'],
    ['bob@example.com <ada@example.com>', 'more than one "@"'],
  ].map(
    ([address = '', says = '']) =>
      [
        `the address ${address}`,
        `email\n${address}\n`,
        [says, `${address} (line 2)`],
        '--role reader',
      ] as const,
  ),
];

/** JSON of other programs, and the command that makes of it what can be imported. */
const documents: readonly (readonly [name: string, content: string, command: string])[] = [
  [
    'SCIM',
    pages({ Resources: [{ userName: 'ada@example.com', emails: [{ value: 'ada@example.com' }] }] }),
    "jq -c '.Resources[] | {email: .emails[0].value}'",
  ],
  [
    'Okta',
    pages([{ id: 1, profile: { login: 'ada', email: 'a@example.com' } }]),
    "jq -c '.[].profile | {email}'",
  ],
  [
    'Microsoft Graph',
    pages({ '@odata.context': 'https://graph', value: [{ id: 1, mail: 'ada@example.com' }] }),
    "jq -c '.value[] | {email: .mail}'",
  ],
  [
    'GraphQL',
    pages({ data: { organization: { nodes: [{ id: 1, email: 'ada@example.com' }] } } }),
    "jq -c '.data.organization.nodes[] | {email}'",
  ],
  [
    'people below their owner',
    pages({ owner: { email: 'ada@example.com' }, users: [{ email: 'b@example.com' }] }),
    "jq -c '.users[]'",
  ],
  [
    'several pages',
    pages({ members: [{ email: 'ada@example.com' }] }, { members: [{ email: 'b@example.com' }] }),
    "jq -c '.members[]'",
  ],
  [
    'a list of addresses',
    pages({ emails: ['ada@example.com', 'b@example.com'] }),
    `jq -r '"email", .emails[]'`,
  ],
  [
    'rows',
    pages([
      ['email', 'role'],
      ['ada@example.com', 'reader'],
    ]),
    "jq -r '.[] | @csv'",
  ],
  ['rows, one a line', pages(['email', 'role'], ['ada@example.com', 'reader']), "jq -r '@csv'"],
  [
    'roles by address',
    pages({ 'ada@example.com': 'reader' }),
    'to_entries[] | {email: .key, role: .value}',
  ],
  [
    'people by address',
    pages({ 'ada@example.com': { role: 'reader' } }),
    'to_entries[] | {email: .key} + .value',
  ],
  [
    'objects without line breaks',
    '{"email":"ada@example.com"}{"email":"b@example.com"}',
    "jq -c '.'",
  ],
  ['no valid JSON', "[{email: 'ada@example.com'}]", 'not valid JSON.\nExport it again'],
  [
    'a part of an array',
    '[{"email":"ada@example.com"},\n{"email":"b@exa',
    'not valid JSON.\nExport it again',
  ],
  [
    'lines with commas',
    '{"email":"ada@example.com"},\n{"email":"b@example.com"}\n',
    'by the comma behind it: line 1',
  ],
];

test('null in JSON is an empty cell', async () => {
  const line = '{"email":"ada@example.com","role":null,"projects":null}\n';
  const empty = line.replaceAll('null', '" "');
  expect(await dryRun(empty, '--role reader')).toMatchObject({ code: 0, sent: ada });
  expect(await dryRun(line, '--role reader')).toMatchObject({ code: 0, sent: ada });
  const { sent } = await dryRun(line, '--role reader --project p:member');
  expect(sent).toBe(`${ada} [{"id":"p","role":"member"}]`);
});

test.each([
  ['"p:member"', '[{"id":"p","role":"member"}]'],
  ['["p:Member"]', '[{"id":"p","role":"member"}]'],
  ['"none"', '[]'],
])('projects in JSON may be as in CSV: %s', async (projects, read) => {
  const line = `{"email":"ada@example.com","role":"reader","projects":${projects}}\n`;
  expect(await dryRun(line)).toMatchObject({ code: 0, sent: `${ada} ${read}` });
});

const cells: [cell: string, projects: string | undefined, says?: string][] = [
  ['[]', '[]'],
  ['{"id":"p","role":"Member"}', '[{"id":"p","role":"member"}]'],
  [
    '["p:member",{"id":"q","role":"owner"}]',
    '[{"id":"p","role":"member"},{"id":"q","role":"owner"}]',
  ],
  ['[{"id":"p","id":"q","role":"member"}]', undefined],
  ['[{"id":"p","role":"member","role":"owner"}]', undefined],
  ['[{"id":"p","role":"member"', undefined],
  ['[{"id":"p","role":"member"}] and more', undefined],
  ["[{'id':'p','role':'member'}]", undefined],
  ['[p:member', undefined],
  ['[]:member', undefined],
  ['[null]', undefined, 'projects that cannot be read; write id:member or id:owner: null (line 2)'],
  [';', undefined],
  [', ,', undefined],
  [':p:member', undefined, 'a project without a role; write id:member or id:owner: :p:member'],
  ['p::member', undefined, 'a project without a role; write id:member or id:owner: p::member'],
  ['{}', undefined, 'a project without an id: line 2'],
  ['{"p":"member"}', undefined, 'a project without an id: line 2'],
  ['[{"id":"","role":"member"}]', undefined, 'a project without an id: line 2'],
  ['[{"role":"member"}]', undefined, 'a project without an id: line 2'],
  ['[{"id":"p","role":null}]', undefined, 'project role null must be member or owner: line 2'],
];

test.each(cells)('the cell %s in the column of projects', async (cell, projects, says) => {
  const csv = `email,role,projects\nada@example.com,reader,"${cell.replaceAll('"', '""')}"\n`;
  const { code, sent, err } = await dryRun(csv);
  const unread = `projects that cannot be read; write id:member or id:owner: ${cell} (line 2)`;
  if (projects === undefined) expect(err).toContain(says ?? unread);
  expect({ code, sent }).toEqual(
    projects === undefined ? { code: 2, sent: '' } : { code: 0, sent: `${ada} ${projects}` },
  );
});

test.each(['[', '{"a":'])('JSON that is 20,000 times nested is refused: %s', async (open) => {
  const [close, value] = open === '[' ? [']', ''] : ['}', '1'];
  const deep = open.repeat(20_000) + value + close.repeat(20_000);
  for (const property of ['projects', 'role', 'team']) {
    const line = `{"email":"ada@example.com","${property}":${deep}}\n`;
    const { code, err } = await dryRun(line, '--json');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('values nested more than 100 deep: line 1'),
    ]);
  }
  const cell = `[{"id":"p","role":${deep}}]`.replaceAll('"', '""');
  const csv = await dryRun(`email,role,projects\nada@example.com,reader,"${cell}"\n`);
  expect([csv.code, csv.err.length < 300]).toEqual([2, true]);
});

describe('more files that are read', () => {
  for (const [name, content, sent, flags] of read)
    test(name, async () => {
      expect(await dryRun(content, flags)).toMatchObject({ code: 0, sent });
    });
});

describe('more files that are refused, with the next step', () => {
  const all = [...refused, ...documents.map(([name, text, says]) => [name, text, [says]] as const)];
  for (const [name, content, says, flags] of all)
    test(name, async () => {
      const { code, sent, err } = await dryRun(content, flags);
      for (const text of says) expect(err).toContain(text);
      expect({ code, sent }).toEqual({ code: 2, sent: '' });
    });
});

test.each([
  ['Termination Date', '2024-01-01'],
  ['deleted_at', '2025-06-01T00:00:00Z'],
  ['Status', 'ausgeschieden'],
  ['invite?', 'no'],
  ['Do not invite', 'x'],
  ['Exclude', 'yes'],
  ['Left', 'TRUE'],
  ['action', 'DELETE'],
  ['Status', 'gekündigt'],
])('the column %s is said to speak against an invite', async (header, value) => {
  const { code, err } = await dryRun(`email,role,${header}\nada@example.com,reader,${value}\n`);
  expect(code).toBe(0);
  expect(err).toContain(`Column "${header}" is`);
  expect(err).toContain('in line 2. Inviting them is rarely meant.');
});
