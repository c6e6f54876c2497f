import { addTo, listLines } from './lines.js';

const statusHeader = /^(?:(?:account|user|member|employment) ?)?(?:status|state)\b/i;
const activeHeader = /^(?:account|is|user)?[ _-]?(?:enabled|active)$/i;
const inactiveHeader =
  /^(?:(?:account|is|user)?[ _-]?(?:disabled|suspended|deactivated|archived|blocked)|block credential)$/i;
const inactiveStatus =
  /^(?:suspended|deprovisioned|deactivated|disabled|inactive|archived|deleted|terminated|blocked|locked)/i;

/** What says in many exports that an account is not in use any more. */
export class StatusColumn {
  readonly #column: number;
  readonly #inactive: RegExp;
  readonly #header: string;
  readonly #found = new Map<string, number[]>();

  constructor(header: readonly string[]) {
    const kinds: [RegExp, RegExp][] = [
      [statusHeader, inactiveStatus],
      [activeHeader, /^(?:false|no|n|0)$/i],
      [inactiveHeader, /^(?:true|yes|y|1)$/i],
    ];
    const kind = kinds.find(([pattern]) => header.some((cell) => pattern.test(cell)));
    this.#column = header.findIndex((cell) => kind?.[0].test(cell));
    this.#inactive = kind?.[1] ?? /^/;
    this.#header = header[this.#column] ?? '';
  }

  add(line: number, cells: readonly string[]): void {
    const status = cells[this.#column]?.trim();
    if (status === undefined || !this.#inactive.test(status)) return;
    addTo(this.#found, status, line);
  }

  /** How many people have which status that makes an invite unlikely to be meant. */
  notes(): string[] {
    return [...this.#found].map(
      ([status, lines]) =>
        `Column "${this.#header}" is "${status}" in ${listLines(lines)}. Inviting them is rarely meant.`,
    );
  }
}
