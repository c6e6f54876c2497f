import papaparse from 'papaparse';
import { parseProject } from './project.js';
import type { Defaults, Intake } from './row.js';

const columns = ['email', 'role', 'projects'];

/**
 * Reads CSV with a header line: `email`, `role`, `projects` in any order and case; separated by
 * comma, semicolon or tab. Under a header that cannot be used it reads nothing.
 */
export function readCsv(text: string, defaults: Defaults, intake: Intake): void {
  let line = 1;
  let header: readonly string[] | undefined;
  const refuse = (reason: string): void => {
    intake.problem({ line, column: '', reason });
  };
  papaparse.parse<string[]>(text, {
    delimitersToGuess: [',', ';', '\t'],
    step: ({ data: cells, errors }, parser) => {
      const quotes = errors.find(({ type }) => type === 'Quotes');
      if (quotes) refuse(`broken quotes (${quotes.message})`);
      else if (cells.some((cell) => cell.trim() !== '')) {
        if (!header) {
          header = cells.map((cell) => cell.trim().toLowerCase());
          if (!isUsable(header, line, intake)) parser.abort();
        } else if (cells.length > header.length)
          refuse(`${cells.length} cells under ${header.length} columns`);
        else intake.row(line, toRequest(header, cells, defaults));
      }
      line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n?|\n/g)?.length ?? 0), 0);
    },
  });
  if (!header) isUsable([], 1, intake);
}

/** Says what is wrong with a header, or left aside. */
function isUsable(header: readonly string[], line: number, intake: Intake): boolean {
  const twice = header.find(
    (name, index) => columns.includes(name) && header.indexOf(name) < index,
  );
  const others = header.filter((name) => name !== '' && !columns.includes(name));
  if (!header.includes('email')) {
    const reason = 'the first line must name the columns, `email` among them';
    intake.problem({ line, column: 'email', reason });
  } else if (twice !== undefined)
    intake.problem({ line, column: twice, reason: 'this column is there twice' });
  else if (others.length > 0) intake.note(`These columns are not used: ${others.join(', ')}.`);
  return header.includes('email') && twice === undefined;
}

function toRequest(
  header: readonly string[],
  cells: readonly string[],
  defaults: Defaults,
): unknown {
  const cell = (name: string): string => cells[header.indexOf(name)]?.trim() ?? '';
  const role = cell('role') || defaults.role;
  const projects = cell('projects') === '' ? defaults.projects : parseProjects(cell('projects'));
  return {
    email: cell('email'),
    ...(role !== undefined && { role }),
    ...(projects !== undefined && { projects }),
  };
}

/** `proj_a:member proj_b:owner`; `none` is the empty list. */
function parseProjects(text: string): unknown[] {
  return text.toLowerCase() === 'none' ? [] : text.split(/[\s,;|]+/).map(parseProject);
}
