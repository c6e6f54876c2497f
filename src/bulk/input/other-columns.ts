import { textIn } from '../../json.js';
import { hasRole, isRole, parseProjects } from './access.js';
import { noColumn, noRoleColumn, type Columns } from './columns.js';
import { addTo, listLines } from './lines.js';
import { FileError, type ReadOptions } from './row.js';

/** Headers that say whether an account is in use, each with the values that say it is not. */
const statusHeaders: readonly (readonly [header: RegExp, inactive: RegExp])[] = [
  [
    /^(?:(?:account|user|member|employment|employee|worker) ?)?(?:status|state|action|operation)\b/i,
    /^(?:suspend|deprovision|deactivat|disable|inactive|archive|delete|remove|terminat|block|lock|offboard|resigned|retired|former|left|deaktiviert|gesperrt|gekündigt|inaktiv|ausgeschieden)\w*/i,
  ],
  [
    /^(?:(?:account|is|user)?[ _-]?(?:enabled|active|aktiv|aktiviert)|invite|include)\b/i,
    /^(?:false|no|n|0|inactive|nein)$/i,
  ],
  [
    /^(?:(?:account|is|user)?[ _-]?(?:disabled|suspended|deactivated|archived|blocked|deleted|deaktiviert|gesperrt)|block credential|block sign in|exclude|skip|ignore|left|do not invite|don't invite|opt(?:ed)?[ -]out)\b/i,
    /^(?:true|yes|y|1|ja|x)$/i,
  ],
  [
    /^(?:deleted|deactivated|disabled|suspended|archived|terminat\w+)[ _-]?(?:at|on|date)\b/i,
    /\d{4}/,
  ],
];

/** What is in a column that has a role for its header, such as `owner`. */
const mark =
  /^(?:[x✓✔☑✅✗✘☐☒❌-]|yes|no|y|n|true|false|1|0|ja|nein|wahr|falsch|oui|non|vrai|faux|s[ií]|verdadero|falso)$/iu;

/** The columns that are not used, but say who has left, or what people can access. */
export class OtherColumns {
  readonly #others;

  constructor(
    header: readonly string[],
    private readonly columns: Columns,
  ) {
    const used: readonly unknown[] = [columns.email, columns.role, columns.projects];
    this.#others = header
      .map((name, index) => ({
        index,
        name,
        inactive: statusHeaders.find(([pattern]) => columns.hasHeader && pattern.test(name))?.[1],
        found: new Map<string, number[]>(),
        isFilled: false,
        hasProjects: false,
        hasOnlyRoles: true,
        hasOnlyMarks: true,
      }))
      .filter(({ index }) => !used.includes(index));
  }

  add(line: number, cells: readonly string[]): void {
    for (const column of this.#others) {
      const cell = cells[column.index]?.trim() ?? '';
      if (cell === '') continue;
      const [status] = column.inactive?.exec(cell) ?? [];
      if (status !== undefined) addTo(column.found, status, line);
      column.isFilled = true;
      column.hasProjects ||= areProjects(cell);
      column.hasOnlyMarks &&= mark.test(cell);
      column.hasOnlyRoles &&= namesRole(cell);
    }
  }

  /** Counts accounts with a status that makes an invite unlikely to be intended. */
  notes(): string[] {
    return this.#others.flatMap(({ name, found }) =>
      [...found].map(
        ([status, lines]) =>
          `Column "${name}" is "${status}" in ${listLines(lines)}. Inviting them is rarely meant.`,
      ),
    );
  }

  /** Why nothing may be sent, unless the user has named the columns. */
  refusal({ role, roleColumn, projectsColumn }: ReadOptions): FileError | undefined {
    const projects = this.#others.filter(({ hasProjects }) => hasProjects);
    if (projects.length > 0 && projectsColumn === undefined)
      return this.#refuse('projects', projects);
    const filled = this.#others.filter(({ isFilled }) => isFilled);
    const marked = filled.find(({ name, hasOnlyMarks }) => hasOnlyMarks && namesRole(name));
    if (marked && this.columns.role < 0)
      return new FileError(
        `column "${marked.name}" has marks instead of roles.`,
        'Write the roles into one column "role".',
      );
    const withRoles = filled.filter(({ hasOnlyRoles }) => hasOnlyRoles);
    if (withRoles.length > 0 && roleColumn === undefined) return this.#refuse('role', withRoles);
    return this.columns.role < 0 && role === undefined ? noRoleColumn() : undefined;
  }

  #refuse(
    column: 'role' | 'projects',
    found: readonly { readonly index: number; readonly name: string }[],
  ): FileError {
    const used = this.columns[column];
    const names = found.map(({ name }) => name);
    if (used < 0 && this.columns.hasHeader) return noColumn(column, names);
    const numbers = [used, ...found.map(({ index }) => index)]
      .filter((index) => index >= 0)
      .map((index) => index + 1);
    return new FileError(
      `column ${numbers.at(-1)} (${names.at(-1)}) could be "${column}" as well, and is not used.`,
      `Pass --${column}-column with the number of the right one: ${numbers.join(' or ')}.`,
    );
  }
}

/** Whether a cell, or a header such as `is_owner`, is a role. */
function namesRole(text: string): boolean {
  return isRole(text.replace(/^is[ _]?|\?$/gi, ''));
}

function areProjects(cell: string): boolean {
  if (!/:|^proj_/.test(cell)) return false;
  const projects = parseProjects(cell);
  const isProject = (project: unknown): boolean =>
    hasRole(project) || /^proj_\w/.test(textIn(project, 'id') ?? '');
  return projects.length > 0 && projects.every(isProject);
}
