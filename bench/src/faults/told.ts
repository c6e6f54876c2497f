import { field, holdsInvite } from '../shared/invite.js';

/** What a caller learns from a call. */
export interface Told {
  readonly ending: string;
  /** The part that tells whether the invite went out. */
  readonly clue: string;
}

/** Awaits a call and describes its end as a caller sees it. */
export function listenTo(call: Promise<unknown>): Promise<Told> {
  return call.then(readResult, readError);
}

function readError(error: unknown): Told {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return { ending: `throws \`${name}\``, clue: clueIn(error) };
}

function readResult(result: unknown): Told {
  if (holdsInvite(result)) return { ending: 'the invite', clue: '' };
  const error = field(result, 'error');
  if (error === undefined)
    throw new Error(`Neither an invite nor an error: ${JSON.stringify(result)}`);
  return { ending: 'returns `{ error }`', clue: statusIn(result) ?? clueIn(error) };
}

/** The outcome if the error names one, else the HTTP status, else the innermost code. */
function clueIn(error: unknown): string {
  const outcome = field(error, 'outcome');
  if (typeof outcome === 'string') return `outcome \`${outcome}\``;
  const code = innermostCode(error);
  return statusIn(error) ?? (code === undefined ? 'nothing' : `code \`${code}\``);
}

function statusIn(value: unknown): string | undefined {
  const status = field(value, 'status') ?? field(field(value, 'response'), 'status');
  return typeof status === 'number' ? `status ${status}` : undefined;
}

function innermostCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = field(error, 'code');
  return innermostCode(error.cause) ?? (typeof code === 'string' ? code : undefined);
}
