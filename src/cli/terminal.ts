/** What a command needs of the process; tests hand in their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes the result. */
  readonly out: (text: string) => void;
  /** Writes everything else. */
  readonly err: (text: string) => void;
  /** Reads all of standard input. */
  readonly input: () => Promise<Uint8Array>;
  /** Where a progress bar can be drawn; undefined where nobody would see it move. */
  readonly screen: NodeJS.WriteStream | undefined;
  /** Aborts when the user asks the command to stop. */
  readonly signal: AbortSignal;
}

/** What the exit code says. */
export const exitCode = { invited: 0, notInvited: 1, usage: 2, unknown: 3 } as const;

/** Control characters, and those that turn the direction of text: they could forge what is read. */
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text that is safe to show: what could steer a terminal is written as `\uXXXX`. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  );
}

/** The same for JSON, which may bear such characters only in strings, where the escape is JSON's. */
export function printableJson(value: unknown): string {
  return printable(JSON.stringify(value, null, 2));
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
