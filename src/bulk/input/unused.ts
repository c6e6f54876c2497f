import { hasRole, matchRole, parseProjects, roles } from './access.js';
import { noColumn, type Columns } from './columns.js';
import { FileError, type ReadOptions } from './row.js';
import { textIn } from '../../json.js';

/** Columns that are not used, though their cells decide what people can access. */
export class UnusedColumns {
  readonly #filled = new Set<number>();
  readonly #withProjects = new Set<number>();
  readonly #withOtherThanRoles = new Set<number>();

  constructor(
    private readonly header: readonly string[],
    private readonly columns: Columns,
  ) {}

  add(cells: readonly string[]): void {
    const { email, role, projects } = this.columns;
    for (const [index, cell] of cells.entries()) {
      if (cell.trim() === '' || [email, role, projects].includes(index)) continue;
      this.#filled.add(index);
      if (areProjects(cell)) this.#withProjects.add(index);
      if (!roles.includes(matchRole(cell, roles))) this.#withOtherThanRoles.add(index);
    }
  }

  /** Why nothing may be sent, unless the user has named the columns. */
  refusal({ roleColumn, projectsColumn }: ReadOptions): FileError | undefined {
    const [withProjects] = this.#withProjects;
    if (withProjects !== undefined && projectsColumn === undefined)
      return this.#refuse('projects', withProjects);
    const withRoles = [...this.#filled].find((index) => !this.#withOtherThanRoles.has(index));
    if (withRoles === undefined || roleColumn !== undefined) return undefined;
    return this.#refuse('role', withRoles);
  }

  #refuse(column: 'role' | 'projects', index: number): FileError {
    const used = this.columns[column];
    const name = this.header[index] ?? '';
    if (used < 0 && this.columns.hasHeader) return noColumn(column, name);
    const both = used < 0 ? '' : `${used + 1} or `;
    return new FileError(
      `column ${index + 1} (${name}) could be "${column}" as well, and is not used.`,
      `Pass --${column}-column with the number of the right one: ${both}${index + 1}.`,
    );
  }
}

function areProjects(cell: string): boolean {
  const projects = parseProjects(cell.trim());
  const isProject = (project: unknown): boolean =>
    hasRole(project) || /^proj_\w/.test(textIn(project, 'id') ?? '');
  return projects.length > 0 && projects.every(isProject);
}
