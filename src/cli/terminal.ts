/** The parts of the process that a command uses; tests inject their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes the result. */
  readonly out: (text: string) => void;
  /** Writes everything else. */
  readonly err: (text: string) => void;
  /** Reads all of standard input. */
  readonly input: () => Promise<Uint8Array>;
  /**
   * Shows a status text below everything else, replacing the last one; undefined if there is no
   * terminal.
   */
  readonly status: ((text: string) => void) | undefined;
  /** The width of the terminal; undefined if standard error is not a terminal. */
  readonly columns: () => number | undefined;
  /** Aborts when the user asks the command to stop. */
  readonly signal: AbortSignal;
}

/** What the exit code says. */
export const exitCode = { invited: 0, notInvited: 1, usage: 2, unknown: 3 } as const;

/** Control and bidirectional characters, which could falsify the output. */
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text that is safe to print: characters that control a terminal are escaped as `\uXXXX`. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  );
}

/** The same for JSON, where such characters only occur in strings and the escape is JSON's own. */
export function printableJson(value: unknown): string {
  return printable(JSON.stringify(value, null, 2));
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Breaks long lines at spaces; what follows is indented. */
export function wrap(text: string, columns = Infinity): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const [indent = ''] = /^ */.exec(line) ?? [];
  const room = Math.max(10, columns - indent.length - 2);
  const parts = line.match(new RegExp(`\\S.{0,${room - 1}}(?= |$)|\\S+`, 'gu')) ?? [];
  return indent + parts.join(`\n${indent}  `);
}

/** Joins parts into lines without breaking a part. */
export function arrange(parts: readonly string[], separator: string, columns = Infinity): string {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ''}${separator}${part}`;
    if (lines.length > 0 && longer.length <= columns) lines.splice(-1, 1, longer);
    else lines.push(part);
  }
  return lines.join('\n');
}

/** `3,000` */
export function formatNumber(number: number): string {
  return number.toLocaleString('en');
}

/** Seconds since 1970 as ISO 8601; undefined if that is no date. */
export function toIsoDate(seconds: unknown): string | undefined {
  const date = new Date(Number(seconds) * 1000);
  const isDate = typeof seconds === 'number' && !Number.isNaN(date.getTime());
  return isDate ? date.toISOString().replace('.000Z', 'Z') : undefined;
}
