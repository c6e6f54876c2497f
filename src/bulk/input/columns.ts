import { isAddress } from '../address.js';
import { clip } from './lines.js';
import { isRole, roles } from './access.js';
import { noText } from './kinds.js';
import { FileError, type ReadOptions } from './row.js';

/** Where the cells of a row stand; -1 if there is no such column. */
export interface Columns {
  readonly email: number;
  readonly role: number;
  readonly projects: number;
  /** False if the first line is data. */
  readonly hasHeader: boolean;
}

/** An address with a fault: no header and no prose has a dot between letters and no blank. */
export const faultyAddress = /^\S+(?:@\S*|\.[a-z]{2,})$/i;

/** Headers of address columns, the best first, as {@link simplify} writes them. */
const emailHeaders = [
  'email',
  `emailaddress mail emails mailaddress emailid mailid emailaddr workemail workemailaddress emailwork
  businessemail companyemail corporateemail officialemail primaryemail primaryemailaddress useremail
  useremailaddress memberemail contactemail defaultemail email1value smtpaddress primarysmtpaddress
  windowsemailaddress emailadresse mailadresse emailadress emailadres adresseemail adressemail
  adresseelectronique adressecourriel courriel correo correoelectronico direcciondecorreo
  direcciondecorreoelectronico indirizzoemail postaelettronica enderecodeemail correioeletronico
  adressedemessagerie indirizzodipostaelettronica eposta epost epostadress epostadresse adresemail
  emailprimarywork primaryworkemail courrielprofessionnel emailprofessionnel emailgeschaftlich
  epostaadresi البريدالإلكتروني דואראלקטרוני 邮箱地址 电子邮件地址 メール
  inviteeemail メールアドレス 電子メール 电子邮件 电子邮箱 邮箱 電子郵件
  이메일 이메일주소 почта электроннаяпочта адресэлектроннойпочты`,
  'userprincipalname upn',
].map((headers) => headers.split(/\s+/).map(simplify));

const roleHeaders = [
  ['role', 'roles', 'orgrole', 'organizationrole', 'organisationrole', 'openairole', 'userrole'],
  ['memberrole', 'rolle', 'rol', 'ruolo', 'roll', 'rola', '役割', 'ロール', '역할', '角色', 'роль'],
];

/** Headers that may mean `projects`, which decides what people can access. */
const almostProjects =
  /^(?:openai|default|assigned)?(?:p[ro]{1,2}j(?:e?ct)?(?:s?|ids?|names?|roles?|access)\d*|(?:proj|porj|proyec|progett)\p{L}{0,4})$/u;

/** A header without case, accents, punctuation and remarks such as `[Required]`. */
function simplify(header: string): string {
  const letters = header.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const name = letters.toLowerCase().replace(/(?<=\S)\s*[[(].*$/, '');
  return name.replace(/[^\p{L}\p{M}\p{N}]/gu, '').normalize('NFC');
}

/** Whether a header is one of these, or says so in brackets: `User name [userPrincipalName]`. */
function isOneOf(names: readonly string[], header: string): boolean {
  const [, inBrackets = header] = /\[(\w+)\]/.exec(header) ?? [];
  return names.includes(simplify(header)) || names.includes(simplify(inBrackets));
}

/** Whether a line has the header of an address column. */
export function isHeader(cells: readonly string[]): boolean {
  return findEmailHeader(cells) !== undefined;
}

/** The best header of an address column. */
export function findEmailHeader(headers: readonly string[]): string | undefined {
  const best = emailHeaders.map((names) => headers.find((header) => isOneOf(names, header)));
  return best.find((header) => header !== undefined);
}

/**
 * Finds the columns by what the user says, else by their headers.
 *
 * @param lines the file's first lines, cell by cell; the very first may be the header
 * @param notes says which columns are used; added to
 * @throws {@link FileError} if it isn't clear which column is which.
 */
export function findColumns(
  lines: readonly (readonly string[])[],
  options: ReadOptions,
  notes: string[],
): Columns {
  const [header = []] = lines;
  refuseTitle(lines, options.emailColumn);
  const find = (column: string, known: readonly string[][], wanted: string | undefined): number =>
    wanted === undefined ? search(header, known, column) : pick(header, wanted, column);
  const email = find('email', emailHeaders, options.emailColumn);
  if (email < 0) throw noEmailColumn(lines, options);
  const role = find('role', roleHeaders, options.roleColumn);
  const hasHeader = !isRow(header[email], header[role], options.emailColumn);
  const merged = header.find((cell) => hasHeader && /\S@\S+\.\S/.test(cell));
  if (merged !== undefined)
    throw new FileError(
      `an address in the header line: ${clip(merged)}.`,
      'Put it on a line of its own, or take it out.',
    );
  const projects = find('projects', [['projects']], options.projectsColumn);
  const almost = header.filter((name) => almostProjects.test(simplify(name)));
  if (projects < 0 && almost.length > 0 && hasHeader) throw noColumn('projects', almost);
  noteUse(header, { email, role, projects, hasHeader }, notes);
  if (role >= 0 && options.role !== undefined)
    notes.push(`--role is for the empty cells of column ${quoted(header[role] ?? '')}.`);
  return { email, role, projects, hasHeader };
}

/** Whether the first line is data: its cells are those of a person, with a wrong address or none. */
function isRow(email = '', role = '', emailColumn = ''): boolean {
  // `profile.email` is what programs write that flatten JSON.
  const isName =
    emailColumn.trim().toLowerCase() === email.toLowerCase() || isHeader(email.split('.'));
  const isWrong = email === '' || (!isName && faultyAddress.test(email));
  return email.includes('@') || isWrong || isRole(role);
}

/** The error that a column is not used which decides what people can access. */
export function noColumn(column: 'role' | 'projects', names: readonly string[]): FileError {
  const [name] = names;
  const one = `Rename it to "${column}", or pass --${column}-column "${name}".`;
  const several =
    column === 'role'
      ? 'Pass --role-column with the right one.'
      : 'Write them into one column "projects".';
  const found = names.map((one) => `"${one}"`).join(', ');
  return new FileError(`no "${column}" column, but ${found}.`, names.length > 1 ? several : one);
}

/** @throws {@link FileError} if the header stands in a later line. */
function refuseTitle(lines: readonly (readonly string[])[], emailColumn: string | undefined): void {
  const [header = []] = lines;
  if (/^\d+$/.test(emailColumn ?? '') || header.some((cell) => isAddress(cell))) return;
  const later = lines.findIndex((cells) =>
    emailColumn === undefined ? isHeader(cells) : cells.includes(emailColumn),
  );
  if (later <= 0) return;
  throw new FileError(
    `the first line isn't the header: ${list(header)}.`,
    `Remove what is above the line ${list(lines[later] ?? [])}.`,
  );
}

/** The column that the user names, by its header or its number. */
function pick(header: readonly string[], wanted: string, column: string): number {
  const name = wanted.trim().toLowerCase();
  const index = only(header, (cell) => cell.toLowerCase() === name, column);
  if (index >= 0) return index;
  const number = /^\d+$/.test(name) ? Number(name) : 0;
  if (number >= 1 && number <= header.length) return number - 1;
  throw new FileError(
    `no column "${wanted}". Found: ${list(header)}.`,
    `Pass one of these as --${column}-column, or its number.`,
  );
}

/** The column with the best of the known headers; -1 if there is none. */
function search(
  header: readonly string[],
  known: readonly (readonly string[])[],
  column: string,
): number {
  for (const names of known) {
    const index = only(header, (cell) => isOneOf(names, cell), column);
    if (index >= 0) return index;
  }
  return -1;
}

function only(
  header: readonly string[],
  matches: (cell: string) => boolean,
  column: string,
): number {
  const found = [...header.keys()].filter((index) => matches(header[index] ?? ''));
  const [first = -1, second] = found;
  if (second === undefined) return first;
  throw new FileError(
    `${found.length} columns could be "${column}": ${list(found.map((index) => header[index] ?? ''))}.`,
    `Pass --${column}-column with the number of one: ${found.map((index) => index + 1).join(' or ')}.`,
  );
}

function noEmailColumn(
  lines: readonly (readonly string[])[],
  { delimiter }: ReadOptions,
): FileError {
  const [header = [], row = []] = lines;
  const words = header.flatMap((cell) => cell.split(/[\s<>,;:"']+/));
  const addresses = words.filter((word) => isAddress(word));
  if (addresses.length > 1)
    return new FileError(
      `several addresses in one line: ${list(addresses)}.`,
      'Put each on a line of its own, below a line "email".',
    );
  if (header.some((cell) => cell.includes('@'))) {
    const email = header.findIndex((cell) => isAddress(cell)) + 1;
    const role = header.findIndex((cell) => isRole(cell)) + 1;
    const flags = `, or pass --email-column ${email}${role > 0 ? ` --role-column ${role}` : ''}`;
    return new FileError(
      `no header line. The first line: ${list(header)}.`,
      `Add a line such as "email,role" above it${email > 0 ? flags : ''}.`,
    );
  }
  const [first = ''] = header;
  const guess =
    header[row.findIndex((cell) => cell.includes('@'))] ??
    header.find((cell) => cell !== '') ??
    first;
  let nextStep = `Rename one to "email", or pass --email-column ${quoted(guess)}.`;
  const other = header.length === 1 ? otherDelimiter(first, row[0] ?? '') : undefined;
  if (header.length === 1 && /[,;|\t]/.test(first))
    nextStep =
      delimiter === undefined ? 'Remove the quotes around each line.' : 'Leave out --delimiter.';
  else if (other === ' ' && / {2}/.test(first))
    nextStep = 'Its columns have a fixed width: save it as CSV.';
  else if (other !== undefined) nextStep = `Pass --delimiter "${other}".`;
  else if (/[\0-\x08\x0e-\x1f\x7f]/.test(first)) return noText();
  return new FileError(`no "email" column. Found: ${list(header)}.`, nextStep);
}

/** A character that parts a header and an address from other cells. */
function otherDelimiter(header: string, row: string): string | undefined {
  const signs = new Set(header.match(/[^\p{L}\p{N}]/gu));
  return [...signs].find((sign) => isHeader(header.split(sign)) && row.split(sign).some(isAddress));
}

/** Makes sure that nobody gets a role by accident. */
export function noRoleColumn(): FileError {
  const [first = ''] = roles;
  const next = `Pass --role ${first} (or ${roles.slice(1).join(', ')}) for everybody, or name a column with --role-column.`;
  return new FileError('no "role" column.', next);
}

/** Says which columns are used, unless they have the documented names, and which are not. */
function noteUse(
  header: readonly string[],
  { hasHeader, ...used }: Columns,
  notes: string[],
): void {
  const others = header.filter(
    (cell, index) => cell !== '' && !Object.values(used).includes(index),
  );
  for (const [column, index] of Object.entries(used)) {
    const name = header[index];
    if (
      name !== undefined &&
      ((column === 'email' && others.length > 0) || name.toLowerCase() !== column)
    )
      notes.push(`"${column}" is read from column ${hasHeader ? quoted(name) : index + 1}.`);
  }
  if (others.length > 0) notes.push(`Not used: ${list(others)}.`);
}

function list(cells: readonly string[]): string {
  const names = cells.filter((cell) => cell !== '');
  const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
  return names.slice(0, 12).map(clip).join(', ') + more;
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? clip(name) : `"${clip(name)}"`;
}
