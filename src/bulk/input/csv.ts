import papaparse, { type ParseError } from 'papaparse';
import { parseProject } from './project.js';
import type { Defaults, Problem, RawRow, Rows } from './row.js';

const columns = ['email', 'role', 'projects'];

/**
 * Reads CSV with a header line: `email`, `role`, `projects` in any order and case; separated by
 * comma, semicolon or tab.
 */
export function readCsv(text: string, defaults: Defaults): Rows {
  const rows: RawRow[] = [];
  const problems: Problem[] = [];
  let line = 1;
  let header: readonly string[] | undefined;
  const take = (cells: readonly string[], errors: readonly ParseError[]): void => {
    const refuse = (reason: string): void => void problems.push({ line, column: '', reason });
    const quotes = errors.find(({ type }) => type === 'Quotes');
    if (quotes) refuse(`broken quotes (${quotes.message})`);
    else if (cells.every((cell) => cell.trim() === '')) return;
    else if (!header) header = cells.map((cell) => cell.trim().toLowerCase());
    else if (cells.length > header.length)
      refuse(`${cells.length} cells under ${header.length} columns`);
    else rows.push({ line, request: toRequest(header, cells, defaults) });
  };
  papaparse.parse<string[]>(text, {
    delimitersToGuess: [',', ';', '\t'],
    step: ({ data, errors }) => {
      take(data, errors);
      line += 1 + data.reduce((sum, cell) => sum + (cell.match(/\r\n?|\n/g)?.length ?? 0), 0);
    },
  });
  return { rows, ...judgeHeader(header, problems) };
}

function judgeHeader(
  header: readonly string[] | undefined,
  problems: readonly Problem[],
): Pick<Rows, 'problems' | 'notes'> {
  if (!header?.includes('email')) {
    const reason = 'the first line must name the columns, `email` among them';
    return { problems: [{ line: 1, column: 'email', reason }], notes: [] };
  }
  const twice = header.find(
    (name, index) => columns.includes(name) && header.indexOf(name) < index,
  );
  if (twice !== undefined)
    return {
      problems: [{ line: 1, column: twice, reason: 'this column is there twice' }],
      notes: [],
    };
  const others = header.filter((name) => name !== '' && !columns.includes(name));
  const notes = others.length > 0 ? [`These columns are not used: ${others.join(', ')}.`] : [];
  return { problems, notes };
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
