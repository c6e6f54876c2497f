import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { run } from '../../../../src/cli/program.js';
import { terminalWith } from '../../../support/command-line.js';
import { temporaryFolder } from '../../../support/project.js';

interface Kind {
  readonly name: string;
  readonly file?: string;
  readonly content: string | Uint8Array;
  readonly flags?: readonly string[];
  /** What would be sent: address, role, projects. None: the file is refused. */
  readonly sent?: readonly string[];
  /** What is said on standard error, the next step included. */
  readonly says: readonly string[];
}

const utf16le = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? latin1(part) : Buffer.from(part))));

const ada = 'ada@example.com reader';
const both = [ada, 'grace@example.com owner'];
const skip = 'Fix these rows, or pass --skip-invalid';

const read: Kind[] = [
  {
    name: 'Google Workspace',
    content:
      'First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],Status [READ ONLY],Recovery Email,Home Secondary Email\r\nAda,Lovelace,ada@example.com,****,/Eng,,Active,ada.home@example.net,\r\nGrace,Hopper,grace@example.com,****,/Eng,,Suspended,,\r\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'grace@example.com reader'],
    says: ['"email" is read from column "Email Address [Required]"', '"Suspended" in line 3'],
  },
  {
    name: 'Entra, with two columns that could be it',
    content:
      '\ufeffuserPrincipalName,displayName,mail,accountEnabled\nada@example.onmicrosoft.com,Ada,ada@example.com,True\ngrace_example.net#EXT#@example.onmicrosoft.com,Grace,grace@example.net,False\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'grace@example.net reader'],
    says: ['"email" is read from column mail', 'userPrincipalName', '"False" in line 3'],
  },
  {
    name: 'Okta',
    content:
      'login,firstName,email,secondEmail,status\nada,Ada,ada@example.com,,ACTIVE\ngh,Grace,Grace.Hopper@example.com,gh@example.net,DEPROVISIONED\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'Grace.Hopper@example.com reader'],
    says: ['"email" is read from column email', 'Not used: login', '"DEPROVISIONED" in line 3'],
  },
  {
    name: 'Slack, without its bot',
    content:
      'username,email,status,fullname\nada,ada@example.com,Admin,"Lovelace, Ada"\ngrace,grace@example.com,Deactivated,"Grace ""Amazing"" Hopper"\nbot,,Bot,Deploy Bot\n',
    flags: ['--role', 'reader', '--skip-invalid'],
    sent: [ada, 'grace@example.com reader'],
    says: ['"Deactivated" in line 3', 'no email address: line 4'],
  },
  {
    name: 'PowerShell',
    content:
      '#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n"DistinguishedName","Enabled","EmailAddress"\r\n"CN=Ada,OU=Eng","True","ada@example.com"\r\n',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: ['"email" is read from column EmailAddress'],
  },
  {
    name: 'Microsoft 365',
    content: 'Block credential,User principal name\nFalse,ada@example.com\nTrue,bob@example.com\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'bob@example.com reader'],
    says: ['Column "Block credential" is "True" in line 3.'],
  },
  {
    name: 'Google Contacts',
    content: 'Name,E-mail 1 - Label,E-mail 1 - Value\nAda,Work,ada@example.com\n',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: ['"email" is read from column "E-mail 1 - Value"'],
  },
  {
    name: 'BambooHR, with a home address next to it',
    content: 'Employee #,Work Email,Home Email\n1,ada@example.com,ada@home.example\n',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: ['"email" is read from column "Work Email"', 'Not used: Employee #, Home Email'],
  },
  {
    name: 'Excel in German',
    content: 'E-Mail-Adresse;Rolle\r\nada@example.com;Reader\r\ngrace@example.com;OWNER\r\n',
    sent: both,
    says: ['"email" is read from column E-Mail-Adresse', '"role" is read from column Rolle'],
  },
  {
    name: 'Excel in Spanish',
    content: 'Correo electrónico;Rol\r\nada@example.com;reader\r\n',
    sent: [ada],
    says: ['"Correo electrónico"'],
  },
  {
    name: 'a header in Japanese',
    content: '氏名,メールアドレス,role\n山田,ada@example.com,reader\n',
    sent: [ada],
    says: ['メールアドレス'],
  },
  {
    name: 'a header in Chinese',
    content: '姓名,电子邮件,role\n张伟,ada@example.com,reader\n',
    sent: [ada],
    says: ['电子邮件'],
  },
  {
    name: 'a header in Russian, with й',
    content: 'ФИО;Адрес электронной почты;role\nАда;ada@example.com;reader\n',
    sent: [ada],
    says: ['Адрес электронной почты'],
  },
  {
    name: "Excel's Unicode text: UTF-16 and tabs",
    file: 'staff.txt',
    content: utf16le(
      'email\trole\t\r\nada@example.com\treader\t\r\nbjörn@example.com\treader\t\r\n',
    ),
    sent: [ada, 'björn@example.com reader'],
    says: [],
  },
  {
    name: 'UTF-16, big-endian',
    content: utf16be('email,role\r\nada@example.com,reader\r\ngrace@example.com,owner\r\n'),
    sent: both,
    says: [],
  },
  {
    name: 'UTF-16 without a mark, as told',
    content: Buffer.from('email,role\nada@example.com,reader\n', 'utf16le'),
    flags: ['--encoding', 'utf-16le'],
    sent: [ada],
    says: [],
  },
  {
    name: 'windows-1252, as told',
    content: latin1('email,role,name\r\nbj\xf6rn@example.com,reader,Bj\xf6rn\r\n'),
    flags: ['--encoding', 'windows-1252'],
    sent: ['björn@example.com reader'],
    says: [],
  },
  {
    name: 'Shift_JIS, as told',
    content: bytes('email,role,name\r\nada@example.com,reader,', [0x8e, 0x52, 0x93, 0x63], '\r\n'),
    flags: ['--encoding', 'shift_jis'],
    sent: [ada],
    says: [],
  },
  {
    name: "Excel's sep=;",
    content:
      'sep=;\r\nemail;role;projects\r\nada@example.com;reader;\r\ngrace@example.com;owner;none\r\n',
    sent: [ada, 'grace@example.com owner []'],
    says: [],
  },
  {
    name: 'a mark and sep=;',
    content: '\ufeffsep=;\nemail;role\nada@example.com;reader\n',
    sent: [ada],
    says: [],
  },
  {
    name: 'two columns with ; and one row',
    content: 'email;role\nada@example.com;reader\n',
    sent: [ada],
    says: [],
  },
  {
    name: 'tabs and one row',
    content: 'email\trole\nada@example.com\treader',
    sent: [ada],
    says: [],
  },
  { name: 'pipes', content: 'email|role\nada@example.com|reader\n', sent: [ada], says: [] },
  {
    name: 'colons, as told',
    content: 'email:role\nada@example.com:reader\n',
    flags: ['--delimiter', ':'],
    sent: [ada],
    says: [],
  },
  {
    name: 'empty cells at the end of each line',
    content:
      'email,role,projects,,,\r\nada@example.com,reader,,,,\r\n,,,,,\r\ngrace@example.com,owner,none,,,\r\n\r\n',
    sent: [ada, 'grace@example.com owner []'],
    says: [],
  },
  {
    name: 'one empty cell too many',
    content: 'email,role\nada@example.com,reader,\n',
    sent: [ada],
    says: [],
  },
  {
    name: 'blank lines in front',
    content: '\n  \n,,\nemail,role\nada@example.com,reader\n',
    sent: [ada],
    says: [],
  },
  {
    name: 'lines that end with CR alone',
    content: 'email,role\rada@example.com,reader\rgrace@example.com,owner\r',
    sent: both,
    says: [],
  },
  {
    name: 'lines that end each in another way',
    content: 'email,role\r\nada@example.com,reader\rgrace@example.com,owner\r\r\n',
    sent: both,
    says: [],
  },
  {
    name: 'E-mail',
    content: 'E-mail,Role\nada@example.com,reader\n',
    sent: [ada],
    says: ['"email" is read from column E-mail'],
  },
  {
    name: 'capitals everywhere',
    content:
      'EMAIL,ROLE,PROJECTS\nada@example.com,READER,NONE\ngrace@example.com,Owner,p1:Member\n',
    sent: ['ada@example.com reader []', 'grace@example.com owner [p1:member]'],
    says: [],
  },
  {
    name: 'line breaks in quotes',
    content:
      'name,email,role\n"Ada\nLovelace",ada@example.com,reader\n"Grace\r\nHopper, ""Amazing""","grace@example.com\n",owner\n',
    sent: both,
    says: [],
  },
  {
    name: 'no line break at the end',
    content: 'email,role\nada@example.com,reader',
    sent: [ada],
    says: [],
  },
  {
    name: 'names with addresses, and mailto:',
    content:
      'email,role\nAda Lovelace <ada@example.com>,reader\n"Hopper, Grace <grace@example.com>",owner\nmailto:alan@example.com,reader\n<bob@example.com>,reader\nSMTP:cat@example.com,reader\n',
    sent: [...both, 'alan@example.com reader', 'bob@example.com reader', 'cat@example.com reader'],
    says: ['Only the address is used', 'lines 2-6'],
  },
  {
    name: 'lists of projects',
    content:
      'email,role,projects\nada@example.com,reader,proj_a: member\ngrace@example.com,owner,proj_a:member; proj_b:owner\nbob@example.com,reader,"proj_a:member,proj_b:owner"\ncat@example.com,reader,"[{""id"":""My Project"",""role"":""member""}]"\n',
    sent: [
      'ada@example.com reader [proj_a:member]',
      'grace@example.com owner [proj_a:member proj_b:owner]',
      'bob@example.com reader [proj_a:member proj_b:owner]',
      'cat@example.com reader [My Project:member]',
    ],
    says: [],
  },
  {
    name: 'a column "project", as told',
    content: 'email,role,project\nada@example.com,reader,proj_a:member\n',
    flags: ['--projects-column', 'project'],
    sent: ['ada@example.com reader [proj_a:member]'],
    says: ['"projects" is read from column project'],
  },
  {
    name: 'a column that only the user knows',
    content: 'login,displayName\nada@example.com,Ada\n',
    flags: ['--email-column', 'login', '--role', 'reader'],
    sent: [ada],
    says: ['"email" is read from column login'],
  },
  {
    name: 'no header, as told',
    content: 'ada@example.com\ngrace@example.com\n',
    flags: ['--email-column', '1', '--role', 'reader'],
    sent: [ada, 'grace@example.com reader'],
    says: [],
  },
  {
    name: 'no header and roles, as told',
    content: 'Ada;ada@example.com;reader\nGrace;grace@example.com;owner\n',
    flags: ['--email-column', '2', '--role-column', '3'],
    sent: both,
    says: [],
  },
  {
    name: 'two columns of one name, as told',
    content: 'email,email,role\nada@example.com,x,reader\n',
    flags: ['--email-column', '1'],
    sent: [ada],
    says: [],
  },
  {
    name: 'addresses and domains of every script',
    content:
      'email,role\nиван@пример.рф,reader\n用户@例子.公司,reader\nראש@דוגמה.קום,reader\nराम@उदाहरण.भारत,reader\n',
    sent: [
      'иван@пример.рф reader',
      '用户@例子.公司 reader',
      'ראש@דוגמה.קום reader',
      'राम@उदाहरण.भारत reader',
    ],
    says: [],
  },
  {
    name: 'unusual but right',
    content: "email,role\no'brien+ai@example.co.uk,reader\na.da_x-1@sub.example.com,reader\n",
    sent: ["o'brien+ai@example.co.uk reader", 'a.da_x-1@sub.example.com reader'],
    says: [],
  },
  {
    name: 'lines of JSON',
    content:
      '{"email":"ada@example.com","role":"READER"}\n\n{"role":"owner","email":"grace@example.com"}\n',
    sent: both,
    says: [],
  },
  {
    name: 'one line of JSON, with a mark',
    content: '\ufeff{"email":"ada@example.com"}',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: [],
  },
  {
    name: 'a comment, left out',
    content: '# people\nemail,role\nada@example.com,reader\n#grace@example.com,reader\n// bob\n',
    flags: ['--skip-invalid'],
    sent: [ada],
    says: ['a comment; remove it', '(line 1)', '(line 4)', '(line 5)'],
  },
  {
    name: 'a comment with an address above the header, left out',
    content: '# people, bob@example.com\nemail,role\nada@example.com,reader\n',
    flags: ['--skip-invalid'],
    sent: [ada],
    says: ['a comment; remove it', '(line 1)'],
  },
  {
    name: 'Google Workspace, with people who are archived or suspended',
    content:
      'Email Address [Required],Status [READ ONLY],Archived [READ ONLY]\nada@example.com,Active,True\nbob@example.com,Suspended,False\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'bob@example.com reader'],
    says: ['"Archived [READ ONLY]" is "True" in line 2', '"Status [READ ONLY]" is "Suspended"'],
  },
  {
    name: "a state of the country's beside an account that is disabled",
    content: 'mail,accountEnabled,State\nada@example.com,False,CA\n',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: ['"accountEnabled" is "False" in line 2'],
  },
  {
    name: 'accounts that are inactive by other words',
    content:
      'E-Mail,Active,Worker Status,Deaktiviert\nada@example.com,Inactive,Terminated,Ja\nbob@example.com,Yes,Active,Nein\n',
    flags: ['--role', 'reader'],
    sent: [ada, 'bob@example.com reader'],
    says: [
      'Column "Active" is "Inactive" in line 2',
      'Column "Worker Status" is "Terminated" in line 2',
      'Column "Deaktiviert" is "Ja" in line 2',
    ],
  },
  {
    name: "Entra's template for bulk invites",
    content:
      'version:v1.0,,,\nEmail address to invite [inviteeEmail] Required,Redirection url [inviteRedirectURL] Required\nada@example.com,https://example.com\n',
    flags: ['--role', 'reader'],
    sent: [ada],
    says: ['"email" is read from column "Email address to invite [inviteeEmail] Required"'],
  },
  {
    name: 'a role in some rows, and --role for the others',
    content: 'email,role\nada@example.com,\ngrace@example.com,owner\n',
    flags: ['--role', 'reader'],
    sent: both,
    says: ['--role is for the empty cells of column role'],
  },
  {
    name: 'the end-of-file mark of DOS',
    content: 'email,role\r\nada@example.com,reader\r\n\u001a',
    sent: [ada],
    says: [],
  },
  {
    name: 'notes that only begin like projects',
    content: 'email,role,note\nada@example.com,reader,Contact: member of staff\n',
    sent: [ada],
    says: ['Not used: note'],
  },
  {
    name: 'a line sep= that is wrong',
    content: 'sep=,\nemail;role\nada@example.com;reader\n',
    sent: [ada],
    says: [],
  },
  {
    name: 'projects with the commas of other scripts',
    content:
      'email,role,projects\nada@example.com,reader,p1:member、p2:owner，p3:member；p4:owner\n',
    sent: ['ada@example.com reader [p1:member p2:owner p3:member p4:owner]'],
    says: [],
  },
  ...[
    ['pandas', ',email,role\n0,ada@example.com,reader\n1,bob@example.com,owner\n'],
    ['R', '"","email","role"\n"1","ada@example.com","reader"\n"2","bob@example.com","owner"\n'],
  ].map(([program = '', content = '']) => ({
    name: `an index without a header, as ${program} writes it`,
    content,
    sent: [ada, 'bob@example.com owner'],
    says: [],
  })),
  {
    name: 'mailto: as a URL',
    content: 'email,role\nmailto://ada@example.com,reader\n',
    sent: [ada],
    says: ['Only the address is used'],
  },
  {
    name: 'a note of several lines with as many commas as the rows',
    content: 'email,role,note\nada@example.com,reader,"call, or\nwrite, or\nso, perhaps, now"\n',
    sent: [ada],
    says: [],
  },
];

const refused: Kind[] = [
  {
    name: 'a line of addresses from a mail program',
    content: 'Ada <ada@example.com>; Bob <bob@example.com>\n',
    says: ['several addresses in one line', 'Put each on a line of its own'],
  },
  {
    name: 'no header, and an address that is none',
    content: 'ada@example..com,reader\n',
    says: ['no header line', 'Add a line such as "email,role" above it.'],
  },
  {
    name: 'blanks between the cells',
    content: 'email role\nada@example.com reader\n',
    says: ['Found: email role.', 'Pass --delimiter " ".'],
  },
  {
    name: 'a project twice',
    content: 'email,role,projects\nada@example.com,reader,p:member p:owner\n',
    says: ['a project twice: p (line 2)', 'Fix these rows'],
  },
  {
    name: 'lines of JSON with null',
    content:
      '{"email":null,"role":null}\n{"email":"ada@example.com","role":"reader","project":"p"}\n',
    says: [
      'no email address: line 1',
      'no role; fill it in, or pass --role: line 1',
      '"project" is not a property of an invite: line 2',
    ],
  },
  {
    name: 'formulas',
    content: 'email,role\n="ada@example.com",reader\ngrace@example.com,owner\n',
    says: ['before the "@": ="ada@example.com" (line 2)', skip],
  },
  {
    name: 'a dashed line and a count, as SQL tools write',
    content: 'email,role\n-----,----\nada@example.com,reader\n(1 rows affected)\n',
    says: ['a comment; remove it: ----- (line 2)', '(1 rows affected) (line 4)', skip],
  },
  {
    name: 'two files in one',
    content: 'email,role\nada@example.com,reader\n\ufeffemail,role\nbob@example.com,owner\n',
    says: ['<U+FEFF>email (line 3)', skip],
  },
  {
    name: 'two addresses in one cell',
    content: 'email,role\n"ada@example.com, bob@example.com",reader\ngrace@example.com,owner\n',
    says: ['ada@example.com, bob@example.com (line 2)', skip],
  },
  {
    name: 'quotes after a blank',
    content: 'email,role\nada@example.com, "reader"\ngrace@example.com,owner\n',
    says: ['role ""reader"" must be reader or owner: line 2', skip],
  },

  {
    name: 'no role in a file of addresses',
    content: 'email\nada@example.com\ngrace@example.com\n',
    says: ['no "role" column', 'Pass --role reader (or owner)'],
  },
  {
    name: 'Okta without --role',
    content: 'login,email,status\nada,ada@example.com,ACTIVE\nbot,,DEPROVISIONED\n',
    says: [
      '"email" is read from column email',
      'no email address: line 3',
      '"DEPROVISIONED" in line 3',
      'Pass --role reader',
    ],
  },
  {
    name: "another product's roles",
    content:
      'email,role\nada@example.com,member\ngrace@example.com,admin\nalan@example.com,owner\nbob@example.com,member\n',
    says: [
      'role "member" must be reader or owner: lines 2, 5',
      'role "admin" must be reader or owner: line 3',
      skip,
    ],
  },
  {
    name: 'no column that could be it',
    content: 'login,displayName,phone\nada@example.com,Ada,1\n',
    says: [
      'staff.csv: no "email" column. Found: login, displayName, phone.\nRename one to "email", or pass --email-column login.',
    ],
  },
  {
    name: 'an unknown column',
    content: 'email,role\nada@example.com,reader\n',
    flags: ['--email-column', 'mail'],
    says: ['no column "mail". Found: email, role.', '--email-column'],
  },
  {
    name: 'a column twice',
    content: 'email,Email,role\nada@example.com,x,reader\n',
    says: ['2 columns could be "email"', 'Pass --email-column with the number of one: 1 or 2.'],
  },
  {
    name: 'two columns that are as likely',
    content: 'Work Email,Primary Email,Role\nada@example.com,x,reader\n',
    says: ['2 columns could be "email": Work Email, Primary Email', '1 or 2'],
  },
  {
    name: 'no header',
    content: 'ada@example.com\ngrace@example.com\n',
    says: ['no header line', 'pass --email-column 1.'],
  },
  {
    name: 'no header, with roles',
    content: 'Ada,ada@example.com,reader\n',
    says: ['no header line', 'pass --email-column 2 --role-column 3.'],
  },
  {
    name: 'a list in one line',
    content: 'ada@example.com, grace@example.com\n',
    flags: ['--email-column', '1', '--role', 'reader'],
    says: ['a second address in the line: grace@example.com (line 1)'],
  },
  {
    name: 'titles above the header',
    content: 'Staff list\nAs of 2026\n\nEmail,Role\nada@example.com,reader\n',
    says: [
      "the first line isn't the header: Staff list",
      'Remove what is above the line Email, Role.',
    ],
  },
  {
    name: 'comments',
    content: '# people to invite\nemail,role\nada@example.com,reader\n#grace@example.com,reader\n',
    says: ['a comment; remove it: # people to invite (line 1), #grace@example.com (line 4)', skip],
  },
  {
    name: 'a header alone',
    content: 'email,role\n',
    says: ['there are no rows', 'Add the people'],
  },
  { name: 'nothing', content: '', says: ['there are no rows', 'Add the people'] },
  {
    name: 'blank lines alone',
    content: '\n\n , \n',
    says: ['there are no rows', 'Add the people'],
  },
  {
    name: 'an Excel workbook',
    file: 'staff.xlsx',
    content: bytes('PK\x03\x04', [0x14, 0, 6, 0, 8, 0, 0xf3]),
    says: ['a spreadsheet', 'save it as "CSV UTF-8"'],
  },
  {
    name: 'an Excel workbook with the name of a CSV',
    content: bytes('PK\x03\x04\x14\0\x06\0\x08\0\0\0[Content_Types].xml'),
    says: ['a spreadsheet', 'save it as "CSV UTF-8"'],
  },
  {
    name: 'an old Excel workbook',
    file: 'staff.xls',
    content: bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
    says: ['a spreadsheet (.xls, or with a password)', 'save it as "CSV UTF-8"'],
  },
  {
    name: 'gzip',
    file: 'staff.csv.gz',
    content: gzipSync('email,role\nada@example.com,reader\n'),
    says: ['this is compressed', 'Unpack it'],
  },
  {
    name: 'a zip',
    file: 'staff.zip',
    content: bytes('PK\x03\x04\x14\0\0\0\0\0staff.csv'),
    says: ['this is compressed', 'Unpack it'],
  },
  {
    name: 'a PDF',
    file: 'staff.pdf',
    content: '%PDF-1.7\nada@example.com\n',
    says: ['a PDF', 'as CSV'],
  },
  {
    name: 'a web page',
    content: '<!DOCTYPE html>\n<title>Sign in</title>\n',
    says: ['a web page', 'as CSV'],
  },
  {
    name: 'a workbook as HTML',
    file: 'staff.xls',
    content: '\ufeff<table><tr><td>ada@example.com</td></tr></table>',
    says: ['a web page', 'as CSV'],
  },
  { name: 'XML', content: '<?xml version="1.0"?>\n<users/>\n', says: ['XML', 'as CSV'] },
  {
    name: 'vCards',
    content: 'BEGIN:VCARD\r\nEMAIL:ada@example.com\r\nEND:VCARD\r\n',
    says: ['vCards', 'as CSV'],
  },
  ...[
    ['a calendar', 'BEGIN:VCALENDAR\r\nATTENDEE:mailto:ada@example.com\r\n'],
    ['LDIF', '# export\ndn: cn=Ada,dc=example,dc=com\nmail: ada@example.com\n'],
    ['an e-mail', 'From: ada@example.com\nTo: bob@example.com, cat@example.com\n\nHello\n'],
    ['YAML', '- email: ada@example.com\n  role: reader\n'],
    ['YAML', 'people:\n  - email: ada@example.com\n'],
    ['TOML or an INI file', '[[people]]\nemail = "ada@example.com"\n'],
    ['SQL', "INSERT INTO users (email, role) VALUES ('ada@example.com', 'reader');\n"],
    ['drawn with lines', '+-------+------+\n| email | role |\n+-------+------+\n'],
    ['a document, not CSV', 'PK\u0003\u0004[Content_Types].xml', 'staff.docx'],
  ].map(([kind = '', content = '', file = 'staff.csv']) => ({
    name: `${kind}: ${content.slice(0, 8)}`,
    file,
    content,
    says: [kind, 'as CSV'],
  })),
  {
    name: 'a picture',
    file: 'staff.png',
    content: bytes([0x89], 'PNG\r\n\x1a\n\0\0\0'),
    says: ['not a text file', 'as CSV'],
  },
  {
    name: 'what nobody knows',
    content: bytes([0xc3, 0x28, 1, 2, 0, 5, 0xff]),
    says: ['not a text file'],
  },
  {
    name: 'windows-1252',
    content: latin1('email,role,name\r\nada@example.com,reader,Bj\xf6rn\r\n'),
    says: [
      'As windows-1252, line 2 reads: ada@example.com,reader,Björn',
      'pass --encoding windows-1252',
    ],
  },
  {
    name: 'Shift_JIS',
    content: bytes('email,role,name\r\nada@example.com,reader,', [0x8e, 0x52, 0x93, 0x63], '\r\n'),
    says: ['As shift_jis, line 2 reads: ada@example.com,reader,山田', 'pass --encoding shift_jis'],
  },
  {
    name: 'GB18030',
    content: bytes('email,role,name\r\nada@example.com,reader,', [0xd5, 0xc5, 0xce, 0xb0], '\r\n'),
    says: ['reads: ada@example.com,reader,张伟', 'pass --encoding gb18030'],
  },
  {
    name: 'EUC-KR',
    content: bytes(
      'email,role,name\r\nada@example.com,reader,',
      [0xb1, 0xe8, 0xc3, 0xb6, 0xbc, 0xf6],
      '\r\n',
    ),
    says: ['reads: ada@example.com,reader,김철수', 'pass --encoding euc-kr'],
  },
  {
    name: 'windows-1251',
    content: bytes('email,role,name\r\nada@example.com,reader,', [0xc8, 0xe2, 0xe0, 0xed], '\r\n'),
    says: ['reads: ada@example.com,reader,Иван', 'pass --encoding windows-1251'],
  },
  {
    name: 'UTF-16 without a mark',
    content: Buffer.from('email,role\nada@example.com,reader\n', 'utf16le'),
    says: ['UTF-16 without a byte order mark', 'Pass --encoding utf-16le'],
  },
  {
    name: 'UTF-16 without a mark, big-endian',
    content: Buffer.from('email,role\nada@example.com,reader\n', 'utf16le').swap16(),
    says: ['Pass --encoding utf-16be'],
  },
  {
    name: 'UTF-32',
    content: bytes([0xff, 0xfe, 0, 0, 0x65, 0, 0, 0]),
    says: ['UTF-32', 'Save it as UTF-8'],
  },
  {
    name: 'UTF-8 that is called something else',
    content: 'email,role\nbjörn@example.com,reader\n',
    flags: ['--encoding', 'latin1'],
    says: ['this is utf-8, not latin1', 'Leave out --encoding'],
  },
  {
    name: 'UTF-16 that is called something else',
    content: utf16le('email,role\n'),
    flags: ['--encoding', 'utf-8'],
    says: ['this is utf-16le', 'Leave out --encoding'],
  },
  {
    name: 'an encoding that nobody knows',
    content: 'email,role\n',
    flags: ['--encoding', 'utf8-german'],
    says: ["utf8-german isn't an encoding", 'windows-1252'],
  },
  {
    name: 'a JSON array',
    file: 'staff.json',
    content: '[{"email":"ada@example.com","role":"reader"}]\n',
    says: ['a JSON array', "jq -c '.[]'"],
  },
  {
    name: 'a JSON document',
    file: 'staff.json',
    content: '{\n  "users": [{ "email": "ada@example.com" }]\n}\n',
    says: ['one JSON document', 'one object a line', "jq -c '.users[]'"],
  },
  {
    name: 'a JSON document in one line',
    content: '{"object":"list","my users":[{"email":"ada@example.com","role":"reader"}]}',
    says: ['one JSON document', `jq -c '."my users"[]'`],
  },
  {
    name: 'lines of JSON with properties of others',
    content: '{"primaryEmail":"ada@example.com","role":"reader"}\n',
    says: ['no email address: line 1', `jq -c '{email: .primaryEmail, role}' <file>`],
  },
  {
    name: 'broken lines of JSON',
    content: '{"email":"ada@example.com","role":"reader"}\n{"email":\n',
    says: ['not a JSON object in one line: line 2', skip],
  },
  {
    name: 'columns of lines of JSON',
    content: '{"email":"ada@example.com","role":"reader"}\n',
    flags: ['--email-column', 'email'],
    says: ['lines of JSON', 'Leave out --email-column'],
  },
  {
    name: 'an unclosed quote',
    content:
      'email,role,name\nada@example.com,reader,"Ada\ngrace@example.com,reader,Grace\nalan@example.com,reader,Alan\n',
    flags: ['--skip-invalid'],
    says: [
      'a quote (") opens in line 2',
      'lines 2-4',
      'Close that quote',
      'grace@example.com,reader,Grace (line 3)',
      'alan@example.com,reader,Alan (line 4)',
    ],
  },
  {
    name: 'an unclosed quote that a later one seems to close',
    content:
      'email,role,name\nada@example.com,reader,"Ada\ngrace@example.com,reader,Grace"\nalan@example.com,reader,Alan\n',
    flags: ['--skip-invalid'],
    says: ['opens in line 2', 'lines 2-3', 'grace@example.com,reader,Grace" (line 3)'],
  },
  {
    name: 'an unclosed quote before the address',
    content: 'name,email,role\n"Ada,ada@example.com,reader\nAlan",alan@example.com,reader\n',
    flags: ['--skip-invalid'],
    says: ['opens in line 2', 'Ada,ada@example.com,reader (line 2)'],
  },
  {
    name: 'an unclosed quote in the header',
    content: 'email,"role\nada@example.com,reader\ngrace@example.com,owner\n',
    flags: ['--skip-invalid', '--role', 'reader'],
    says: ['opens in line 1', 'lines 1-3', 'ada@example.com,reader (line 2)'],
  },
  {
    name: 'an unclosed quote at the very end',
    content: 'email,role,name\nada@example.com,reader,Ada\ngrace@example.com,reader,"Grace',
    flags: ['--skip-invalid'],
    says: ['opens in line 3', 'Close that quote'],
  },
  {
    name: 'a stray quote',
    content:
      'email,role,name\nada@example.com,reader,"Ada "x" Lovelace"\ngrace@example.com,owner,Grace\n',
    says: ['a quote (") inside a cell', '(line 2)', skip],
  },
  {
    name: 'a stray quote in the header, which must not make the first row the header',
    content: 'email,"full "x"name"\nada@example.com,Ada\ngrace@example.com,Grace\n',
    flags: ['--role', 'reader', '--skip-invalid'],
    says: ['a quote (") inside a cell', '(line 1)', 'the header line cannot be read.\nCorrect it.'],
  },
  {
    name: 'lines that are one quoted cell each',
    content: '"email,role"\n"ada@example.com,reader"\n',
    says: ['no "email" column. Found: email,role.', 'Remove the quotes around each line.'],
  },
  {
    name: 'short rows',
    content: 'email,role,projects\nada@example.com\ngrace@example.com,owner\nalan@example.com,,\n',
    says: [
      'Cells are missing at the end, and read as empty: lines 2-3',
      'no role; fill it in, or pass --role: lines 2, 4',
      skip,
    ],
  },
  {
    name: 'a comma too many',
    content: 'name,email,role\nLovelace, Ada,ada@example.com,reader\n',
    says: ['a cell without a header above it', '(line 2)'],
  },
  {
    name: 'a list of projects that is not quoted',
    content: 'email,role,projects,\nada@example.com,reader,proj_a:member, proj_b:owner\n',
    says: ['a cell without a header above it: proj_b:owner (line 2)'],
  },
  {
    name: 'projects without roles, and other words for none',
    content:
      'email,role,projects\nada@example.com,reader,proj_a\ngrace@example.com,owner,-\nalan@example.com,reader,n/a\nbob@example.com,reader,My Project:member\ncat@example.com,reader,proj_a:viewer\n',
    says: [
      'a project without a role; write id:member or id:owner: proj_a (line 2), - (line 3), n/a (line 4), My (line 5)',
      'project role "viewer" must be member or owner: line 6',
    ],
  },
  ...['project', 'Project ID', 'Projekte', 'projcts'].map((header) => ({
    name: `a column "${header}"`,
    content: `email,role,${header}\nada@example.com,reader,proj_a:member\n`,
    says: [`"${header}"`, `Rename it to "projects", or pass --projects-column`],
  })),
  {
    name: 'one address more than once',
    content:
      'email,role\nada@example.com,reader\nAda@Example.com,reader\n ada@example.com ,reader\nada+ai@example.com,reader\n',
    says: ['the same address again: ada@example.com, first in line 2 (lines 3-4)', skip],
  },
  {
    name: 'one address with two roles: none of both',
    content: 'email,role\nada@example.com,reader\nADA@example.com,owner\n',
    flags: ['--skip-invalid'],
    says: ['one address with different roles or projects: ada@example.com (lines 2-3)'],
  },
  {
    name: 'a domain and its Punycode',
    content: 'email,role\nada@bücher.example,reader\nada@xn--bcher-kva.example,reader\n',
    says: ['the same address again', 'first in line 2 (line 3)'],
  },
  {
    name: 'a Cyrillic letter among Latin ones',
    content: 'email,role\nаda@example.com,reader\n',
    says: ['"а" (U+0430) among Latin letters: аda@example.com (line 2)'],
  },
  {
    name: 'an address that looks like another',
    content: 'email,role\nсосо@example.com,reader\ncoco@example.com,reader\n',
    says: ['look the same but have other letters: coco@example.com (lines 2-3)'],
  },
  {
    name: 'a domain that looks like another',
    content: 'email,role\ncoco@coco.com,reader\ncoco@xn--n1aahb.com,owner\n',
    says: ['look the same'],
  },
  {
    name: 'invisible characters',
    content:
      'email,role\nada\u200b@example.com,reader\n\u00a0alan@example.com,reader\ncat@exam\u00adple.com,reader\n\u202aeve@example.com\u202c,reader\nfay@example.com\u2060,reader\ngus@example.com\ufeff,reader\nhal@example.com\u3164,reader\n',
    says: [
      'ada<U+200B>@example.com (line 2)',
      '<U+00A0>alan@example.com',
      'cat@exam<U+00AD>ple.com',
      '<U+202A>eve@example.com<U+202C>',
      'fay@example.com<U+2060>',
      'gus@example.com<U+FEFF>',
      'hal@example.com<U+3164>',
    ],
  },
  {
    name: 'NUL',
    content: 'email,role\nada@example.com\0,reader\n',
    says: ['ada@example.com<U+0000> (line 2)'],
  },
  {
    name: 'smart quotes',
    content: 'email,role\n‘ada@example.com’,reader\n',
    says: ['"‘" (U+2018) before the "@"'],
  },
  {
    name: 'apostrophes',
    content: "email,role\n'ada@example.com,reader\n'grace@example.com',owner\n",
    says: ['apostrophe before an email address', '(line 2)', '(line 3)'],
  },
  {
    name: 'UTF-16 without a mark that begins with letters other than Latin',
    content: Buffer.from('Имя,email,role\nАда,ada@example.com,reader\n', 'utf16le'),
    says: ['Pass --encoding utf-16le'],
  },
  {
    name: 'UTF-16 without a mark that begins with such letters, big-endian',
    content: Buffer.from('Имя,email,role\nАда,ada@example.com,reader\n', 'utf16le').swap16(),
    says: ['Pass --encoding utf-16be'],
  },
  {
    name: 'a UTF-8 file with a windows-1252 file added to it',
    content: bytes(
      'email,role\nada@example.com,reader\nstra',
      [0xc3, 0x9f],
      'e@example.com,reader\nbj',
      [0xf6],
      'rn@example.com,reader\n',
    ),
    says: ['line 3 is UTF-8 and line 4 is not', 'Save all parts as UTF-8'],
  },
  {
    name: 'the same, called windows-1252',
    content: bytes(
      'email,role\nstra',
      [0xc3, 0x9f],
      'e@example.com,reader\nbj',
      [0xf6],
      'rn@x.com,reader\n',
    ),
    flags: ['--encoding', 'windows-1252'],
    says: ['line 2 is UTF-8 and line 3 is not'],
  },
  {
    name: 'another file added, with its columns in another order',
    content:
      'email,manager,role\nada@example.com,boss@example.com,reader\nmanager,email,role\nboss@example.com,bob@example.com,reader\n',
    flags: ['--skip-invalid'],
    says: ['line 3 is another header: manager, email, role.', 'Import each part on its own.'],
  },
  {
    name: 'another file added, with its header',
    content: 'email,role\nada@example.com,reader\nEmail,Role\nbob@example.com,owner\n',
    says: ['the header again: Email (line 3)', skip],
  },
  {
    name: 'a title with an address above the header',
    content: 'Members of staff@googlegroups.com\nEmail address,Role\nada@example.com,reader\n',
    says: ["the first line isn't the header", 'Remove what is above the line Email address, Role.'],
  },
  {
    name: 'a title above the header, and a column that is told',
    content: 'Members\nLogin,Email,Role\nada@example.com,ada@example.com,reader\n',
    flags: ['--email-column', 'Login'],
    says: ["the first line isn't the header", 'Remove what is above the line Login, Email, Role.'],
  },
  {
    name: 'plain text that is called UTF-16',
    content: 'email,role\nada@example.com,reader\n',
    flags: ['--encoding', 'utf-16'],
    says: ['this is utf-8, not utf-16', 'Leave out --encoding'],
  },
  {
    name: 'an address that looks like another, by a letter without its dot',
    content: 'email,role\naıda@example.com,reader\naida@example.com,reader\n',
    says: ['look the same but have other letters: aida@example.com (lines 2-3)'],
  },
  {
    name: 'a delimiter that is not the one of the file',
    content: 'email;role\nada@example.com;reader\n',
    flags: ['--delimiter', ','],
    says: ['Found: email;role.', 'Leave out --delimiter.'],
  },
  {
    name: 'projects under any other header',
    content: 'email,role,teams\nada@example.com,reader,proj_a:member\n',
    says: ['no "projects" column, but "teams"', '--projects-column "teams"'],
  },
  {
    name: 'a quote that swallows a row whose address is wrong',
    content:
      'email,role,note\nada@example.com,reader,"x\nbob(at)example.com,reader,y"\ncat@example.com,reader,\n',
    flags: ['--skip-invalid'],
    says: ['opens in line 2', 'bob(at)example.com,reader,y" (line 3)'],
  },
  {
    name: 'invisible characters in a project',
    content: 'email,role,projects\nada@example.com,reader,p1\u200b:member\n',
    says: ['invisible character in a project: p1<U+200B> (line 2)'],
  },
  {
    name: 'lines of JSON in which a key is there twice',
    content:
      '{"email":"ada@example.com","role":"reader","email":"bob@example.com"}\n{"email":"cat@example.com","role":"reader","projects":[{"id":"p","role":"member","role":"owner"}]}\n{"email":"a\\"role\\": @example.com","role":"reader","\\u0072ole":"owner"}\n{"email":"dan@example.com","role":"reader","projects":[{"id":"p","role":"member"},{"id":"q:\\"","role":"member"}]}\n',
    says: ['a key twice in one object: lines 1-3\n', skip],
  },
  {
    name: 'lines of JSON below a comment',
    content: '# people\n{"email":"ada@example.com","role":"reader"}\n',
    says: ['not a JSON object in one line: line 1', skip],
  },
  {
    name: 'JSON objects over several lines each',
    content: '{\n  "email": "ada@example.com"\n}\n{\n  "email": "bob@example.com"\n}\n',
    says: ['JSON objects over several lines', "jq -c '.' <file>"],
  },
  {
    name: 'a JSON array of addresses',
    content: '["ada@example.com","bob@example.com"]\n',
    says: ['a JSON array', `jq -r '"email", .[]' <file> > people.csv`],
  },
  {
    name: 'a JSON array of people with other properties',
    content: '[{"id":1,"mail":"ada@example.com","role":"reader"}]\n',
    says: [`jq -c '.[] | {email: .mail, role}'`],
  },
  {
    name: 'LDIF without names, as ldapsearch -LLL writes it',
    content: 'mail: ada@example.com\nmail: bob@example.com\n',
    says: ['LDIF', 'as CSV'],
  },
  ...[
    ['a diff', '+email,role\n+ada@example.com,reader\n', 'Import the file itself.'],
    ['a diff', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n+ada@example.com\n', 'the file itself'],
    ['encrypted or signed', '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n', 'Decrypt it'],
    ['only a link', '[InternetShortcut]\r\nURL=https://x.example\r\n', 'the file that it leads to'],
    ['only a link', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d\n', 'leads to'],
    ['only a link', 'L\0\0\0\x01\x14\x02\0', 'leads to'],
    ['only a link', 'bplist00\x01\x02SURL', 'leads to'],
    ['the journal', '{"journal":"openai-invites","version":2,"target":"x"}\n', 'beside it'],
  ].map(([kind = '', content = '', next = '']) => ({
    name: `${kind}: ${content.slice(0, 12)}`,
    content,
    says: [kind, next],
  })),
  ...['staff.doc', 'people.MSG'].map((file) => ({
    name: `an old document or mail: ${file}`,
    file,
    content: bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    says: [`${file}: this is an old document or mail`, 'as CSV'],
  })),
  {
    name: 'a project with two roles',
    content: 'email,role,projects\nada@example.com,reader,proj_a:Member:owner\n',
    says: ['write id:member or id:owner: proj_a:Member:owner (line 2)', 'Fix these rows'],
  },
  {
    name: 'a cell with no end',
    content: `email,role\n${'x'.repeat(100_000)},reader\n`,
    says: [`${'x'.repeat(100)}… (line 2)`, 'Fix these rows'],
  },
  {
    name: 'a line with no end',
    content: 'x'.repeat(100_000),
    says: [`Found: ${'x'.repeat(100)}….`],
  },
  ...[
    'ada@example.com.',
    'ada@example..com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@example.com>',
    'ada@example.com)',
    'ada@example.com/',
    'ada@-example.com',
    'ada@example_x.com',
    'ada@example.c',
    'ada@example.123',
    'ada@1.2.3.4',
    'ada@example.com!',
    'ada@exa%mple.com',
    'ada@example.com?subject=hi',
    'mailto:ada%2Bx@example.com',
    'ada?x@example.com',
    'ada@localhost',
    'ada@example.com;',
    'ada@example.com;grace@example.com',
    'ada@example.com grace@example.com',
    'Ada <ada@example.com>; Bob <bob@example.com>',
    'ada(at)example.com',
    'ada＠example.com',
    'ａｄａ@example.com',
    'ada@ｅxample.com',
    '\u0301ada@example.com',
    'https://ada@example.com',
    'ada@[127.0.0.1]',
    'ada"x@example.com',
    'weiÃŸ@example.com',
    'Ãœmit@example.com',
    'grace_example.net#EXT#@example.onmicrosoft.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    'ada@xn--a.com',
    'ada@exa mple.com',
    'N/A',
    '-',
  ].map((address) => ({
    name: `the address ${address}`,
    content: `email\trole\n${address}\treader\ngrace@example.com\treader\n`,
    says: [`${address} (line 2)`, skip],
  })),
];

/** Runs `import --dry-run` in this process. */
async function dryRun({ file = 'staff.csv', content, flags = [] }: Kind) {
  const path = join(temporaryFolder(), file);
  writeFileSync(path, content);
  const out: string[] = [];
  const err: string[] = [];
  const terminal = terminalWith({
    out: (text) => out.push(text),
    err: (text) => err.push(text.replaceAll(path, file)),
  });
  const code = await run(['import', path, '--dry-run', ...flags], terminal);
  return { code, sent: out.map(describeRow), err: err.join('\n') };
}

function describeRow(json: string): string {
  const { email, role, projects, ...others } = JSON.parse(json) as {
    email: string;
    role: string;
    projects?: { id: string; role: string }[];
  };
  expect(others).toEqual({});
  const list = projects?.map(({ id, role: projectRole }) => `${id}:${projectRole}`).join(' ');
  return `${email} ${role}${list === undefined ? '' : ` [${list}]`}`;
}

describe('files that are read', () => {
  test.each(read)('$name', async (kind) => {
    const { code, sent, err } = await dryRun(kind);
    for (const text of kind.says) expect(err).toContain(text);
    expect(sent).toEqual(kind.sent);
    expect(code).toBe(0);
  });
});

describe('files that are refused, with the next step', () => {
  test.each(refused)('$name', async (kind) => {
    const { code, sent, err } = await dryRun(kind);
    for (const text of kind.says) expect(err).toContain(text);
    expect(sent).toEqual([]);
    expect(code).toBe(2);
    expect(err).toContain('Nothing was sent');
  });
});

test('rows that differ by their addresses alone are one line, with a count and the first ten', async () => {
  const rows = Array.from({ length: 3000 }, (_, index) => `user${index}@host${index},reader\n`);
  const { err } = await dryRun({ name: '', content: `email,role\n${rows.join('')}`, says: [] });
  expect(err.split('\n')).toHaveLength(2);
  expect(err).toContain(
    'no dot after the "@" (3,000 rows): user0@host0 (line 2), user1@host1 (line 3), ',
  );
  expect(err).toContain('user9@host9 (line 11) and 2,990 more\n');
});

test('statuses that differ in each row are one note', async () => {
  const rows = Array.from(
    { length: 500 },
    (_, index) => `user${index}@example.com,reader,Suspended for ${index} days\n`,
  );
  const content = `email,role,status\n${rows.join('')}`;
  const { err } = await dryRun({ name: '', content, says: [] });
  expect(err).toContain('Column "status" is "Suspended" in lines 2-501.');
  expect(err.match(/Inviting them/g)).toHaveLength(1);
});

test('a thousand roles of another product do not fill the screen', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => `user${index}@example.com,r${index}\n`);
  const { err } = await dryRun({ name: '', content: `email,role\n${rows.join('')}`, says: [] });
  expect(err.split('\n').length).toBeLessThan(30);
  expect(err).toContain('and 980 more kinds of problems');
});
