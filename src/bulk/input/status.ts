import { addTo, listLines } from './lines.js';

/** Headers that say whether an account is in use, each with the values that say it is not. */
const kinds: readonly (readonly [header: RegExp, inactive: RegExp])[] = [
  [
    /^(?:(?:account|user|member|employment|employee|worker) ?)?(?:status|state)\b/i,
    /^(?:suspended|deprovisioned|deactivated|disabled|inactive|archived|deleted|terminated|blocked|locked|offboarded|resigned|retired|former|deaktiviert|gesperrt|inaktiv|ausgeschieden)/i,
  ],
  [
    /^(?:(?:account|is|user)?[ _-]?(?:enabled|active|aktiv|aktiviert)|invite|include)\b/i,
    /^(?:false|no|n|0|inactive|nein)$/i,
  ],
  [
    /^(?:(?:account|is|user)?[ _-]?(?:disabled|suspended|deactivated|archived|blocked|deleted|deaktiviert|gesperrt)|block credential|block sign in)\b/i,
    /^(?:true|yes|y|1|ja|x)$/i,
  ],
  [
    /^(?:deleted|deactivated|disabled|suspended|archived|terminat\w+)[ _-]?(?:at|on|date)\b/i,
    /\d{4}/,
  ],
];

/** The columns that say in many exports that an account is not in use any more. */
export class StatusColumns {
  readonly #columns;

  constructor(header: readonly string[]) {
    this.#columns = [...header.entries()].flatMap(([index, name]) => {
      const inactive = kinds.find(([pattern]) => pattern.test(name))?.[1];
      return inactive ? [{ index, name, inactive, found: new Map<string, number[]>() }] : [];
    });
  }

  add(line: number, cells: readonly string[]): void {
    for (const { index, inactive, found } of this.#columns) {
      const [status] = inactive.exec(cells[index]?.trim() ?? '') ?? [];
      if (status !== undefined) addTo(found, status, line);
    }
  }

  /** Counts accounts with a status that makes an invite unlikely to be intended. */
  notes(): string[] {
    return this.#columns.flatMap(({ name, found }) =>
      [...found].map(
        ([status, lines]) =>
          `Column "${name}" is "${status}" in ${listLines(lines)}. Inviting them is rarely meant.`,
      ),
    );
  }
}
