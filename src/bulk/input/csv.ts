import { isDeepStrictEqual } from 'node:util';
import papaparse, { type ParseError } from 'papaparse';
import { isAddress, showInvisible } from '../address.js';
import type { RowCheck } from './check.js';
import { findColumns, isHeader, faultyAddress, type Columns } from './columns.js';
import { listLines } from './lines.js';
import { isRole } from './access.js';
import { OtherColumns } from './other-columns.js';
import { FileError, type ReadOptions } from './row.js';

/** How many lines are searched for the header. */
const sampleSize = 20;

/**
 * Lines that may precede a header: blank lines, Excel's `sep=;`, PowerShell's `#TYPE`, Entra's
 * version.
 */
const aboveHeader = /^(?:(?:[ \t,;|]*|(?:"?sep=."?|version:v1\.0)[ \t,;]*|#TYPE[^\n]*)\n)*/i;
const comment = /^(?:#|\/\/|--)/;

/** Line breaks that CSV does not know. */
const otherBreak = /[\v\f\u0085\u2028\u2029]/;

/** Reads CSV with a header line, in any order and with any of the usual delimiters. */
export function readCsv(source: string, options: ReadOptions, sink: RowCheck): void {
  const text = source.includes('\n') ? source : source.replace(new RegExp(otherBreak, 'g'), '\n');
  const [above = ''] = aboveHeader.exec(text) ?? [];
  const told = /sep=(.)/i.exec(above)?.[1];
  // Jira doubles the lines of a table in its header.
  const body = text
    .slice(above.length)
    .replace(/^\|\|.*\|\|(?=\s)/, (header) => header.replaceAll('||', '|'));
  const delimiter = options.delimiter ?? guessDelimiter(body, told);
  const reader = new CsvReader(body, above.split('\n').length, delimiter, options, sink);
  papaparse.parse<string[]>(body, {
    delimiter,
    newline: '\n',
    step: ({ data, errors }) => {
      reader.record(data, errors);
    },
  });
  reader.finish();
}

/** The cells of the first lines, without blank lines and comments. */
function sample(body: string, delimiter: string): string[][] {
  const options = { delimiter, newline: '\n', preview: sampleSize } as const;
  const { data } = papaparse.parse<string[]>(body.slice(0, 65_536), options);
  const lines = data.map((cells) => cells.map(inOneLine));
  return lines.filter((cells) => cells.some(Boolean) && !comment.test(cells[0] ?? ''));
}

/** A cell without blanks around it, and without line breaks. */
function inOneLine(cell: string): string {
  return cell.trim().replace(/\s*\n\s*/g, ' ');
}

/** @param told what the file says itself, which may be wrong */
function guessDelimiter(body: string, told: string | undefined): string {
  const guesses = [told ?? ',', ',', ';', '\t', '|'].map((delimiter) => {
    const [header = []] = sample(body, delimiter);
    const reasons = (isHeader(header) ? 1000 : 0) + (delimiter === told ? 500 : 0);
    return { delimiter, score: header.length + reasons };
  });
  return guesses.reduce((best, guess) => (guess.score > best.score ? guess : best)).delimiter;
}

/** Goes through the lines: the header, then the rows. */
class CsvReader {
  readonly #lines: readonly string[];
  readonly #short: number[] = [];
  #columns: Columns | undefined;
  #header: readonly string[] = [];
  #others: OtherColumns | undefined;
  #refusal: FileError | undefined;

  constructor(
    private readonly body: string,
    private line: number,
    private readonly delimiter: string,
    private readonly options: ReadOptions,
    private readonly sink: RowCheck,
  ) {
    // With blank lines in front, a line's number is its index.
    this.#lines = [...Array<string>(line).fill(''), ...body.split('\n')];
  }

  /** Takes the cells of the next line, or of several where a cell has line breaks. */
  record(cells: readonly string[], errors: readonly ParseError[]): void {
    const { line } = this;
    this.line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    if (this.#isUnclosed(line, errors)) return;
    const trimmed = cells.map(inOneLine);
    const source = this.#lines.slice(line, this.line).join('\n');
    if (errors.length > 0) this.sink.invalid(line, 'a quote (") inside a cell', source);
    else if (this.#hidesRow(source))
      this.sink.invalid(
        line,
        'two rows in one line, by a line break of another kind',
        showInvisible(source),
      );
    else if (trimmed.every((cell) => cell === '' || this.#isRule(cell))) return;
    else if (this.#isComment(trimmed)) this.sink.invalid(line, 'a comment; remove it', trimmed[0]);
    else if (!this.#columns) this.#first(line, trimmed);
    else if (!this.#isHeader(line, cells, this.#columns)) this.#row(line, cells, this.#columns);
  }

  /** Adds notes about the whole file. */
  finish(): void {
    if (this.#short.length > 0)
      this.sink.notes.push(
        `Cells are missing at the end, and read as empty: ${listLines(this.#short)}.`,
      );
    this.sink.notes.push(...(this.#others?.notes() ?? []));
    this.#refusal ??= this.#others?.refusal(this.options);
    if (this.#refusal) throw this.#refusal;
  }

  /** True if a quoted cell contains lines that look like rows, or the rest of the file. */
  #isUnclosed(line: number, errors: readonly ParseError[]): boolean {
    if (this.line === line + 1 && errors.length === 0) return false;
    const source = this.#lines.slice(line, this.line);
    while (source.at(-1)?.trim() === '') source.pop();
    const isOpen = errors.some(({ code }) => code === 'MissingQuotes');
    const isBroken = source.length > 1 && errors.length > 0;
    const rows = source.filter((text) => this.#looksLikeRow(text));
    // The record itself has one such line, in which a quote begins or ends.
    const swallows = rows.length > 1 || rows.some((text) => !text.includes('"'));
    if (!isOpen && !isBroken && !swallows) return false;
    const odd = source.findIndex((text) => text.split('"').length % 2 === 0);
    const opening = line + Math.max(0, odd);
    for (const [index, text] of source.entries())
      if (text.trim() !== '')
        this.sink.invalid(line + index, `in the quote that line ${opening} opens`, text);
    this.#refusal ??= new FileError(
      `a quote (") opens in line ${opening} and isn't closed there. It would swallow ${listLines(source.map((_, index) => line + index))}.`,
      'Close that quote, or remove it.',
    );
    return true;
  }

  #looksLikeRow(text: string): boolean {
    const cells = text.split(this.delimiter).map((cell) => cell.replace(/^[\s"]+|[\s"]+$/g, ''));
    if (!this.#columns) return cells.some((cell) => isAddress(cell));
    const { email, role } = this.#columns;
    const isLong = cells.length === this.#header.length;
    return (
      isAddress(cells[email]) ||
      (isLong && faultyAddress.test(cells[email] ?? '')) ||
      (cells[email] !== '' && isRole(cells[role] ?? ''))
    );
  }

  /** Whether an address follows a line break that parts rows for other programs. */
  #hidesRow(source: string): boolean {
    const quoted = /"[^"]*"/g;
    const [first = '', ...others] = source.replace(quoted, '""').split(otherBreak);
    return others.join('').includes('@') && (!this.#columns || first.includes('@'));
  }

  /** Whether a cell is part of the line that Markdown and Org draw below the header. */
  #isRule(cell: string): boolean {
    return this.delimiter === '|' && /^:?-[-+]*:?$/.test(cell);
  }

  #isComment(cells: readonly string[]): boolean {
    const { email = 0 } = this.#columns ?? {};
    return comment.test(cells[0] ?? '') && (email === 0 || !isAddress(cells[email]));
  }

  /** Whether a line is a header, as where several files were put together. */
  #isHeader(line: number, cells: readonly string[], { email, role, projects }: Columns): boolean {
    const names = cells.map((cell) => cell.trim().toLowerCase());
    const name = names[email] ?? '';
    if (name === '' || name.includes('@') || !isHeader(names)) return false;
    const used = [email, role, projects];
    const isSame = used.every((index) => names[index] === this.#header[index]?.toLowerCase());
    const reason = isSame ? 'the header again' : 'another header';
    this.sink.invalid(line, reason, showInvisible(cells[email] ?? ''));
    if (!isSame)
      this.#refusal ??= new FileError(
        `line ${line} is another header: ${names.join(', ')}.`,
        'Import each part on its own.',
      );
    return true;
  }

  #first(line: number, cells: readonly string[]): void {
    const lines = sample(this.body, this.delimiter);
    this.#columns = findColumns(lines, this.options, this.sink.notes);
    if (!isDeepStrictEqual(cells, lines[0]))
      throw new FileError('the header line cannot be read.', 'Correct it.');
    this.#header = cells;
    this.#others = new OtherColumns(cells, this.#columns);
    if (!this.#columns.hasHeader) this.#row(line, cells, this.#columns);
  }

  #row(line: number, cells: readonly string[], columns: Columns): void {
    const header = this.#header;
    const second = columns.hasHeader
      ? undefined
      : cells.find((cell, index) => index !== columns.email && isAddress(cell))?.trim();
    // pandas and R number the rows in a first column without a header.
    const isIndex = header[0] === '' && /^\d+$/.test(cells[0] ?? '');
    const surplus = cells.find(
      (cell, index) =>
        cell.trim() !== '' &&
        !header[index] &&
        !(isIndex && index === 0) &&
        (columns.hasHeader || index >= header.length),
    );
    if (surplus !== undefined)
      this.sink.invalid(line, 'a cell without a header above it', surplus.trim());
    else if (second !== undefined) this.sink.invalid(line, 'a second address in the line', second);
    else {
      if (cells.length <= Math.max(columns.email, columns.role, columns.projects))
        this.#short.push(line);
      this.#others?.add(line, cells);
      // Reports have an apostrophe where a spreadsheet would see a formula.
      const cell = (index: number): string => cells[index]?.replace(/^'(?=[=+@-])/, '') ?? '';
      const { email, role, projects } = columns;
      this.sink.row(line, {
        email: cell(email),
        role: cell(role).trim(),
        projects: cell(projects),
      });
    }
  }
}
