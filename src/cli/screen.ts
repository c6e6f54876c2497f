import { createLogUpdate } from 'log-update';
import { wrap, type Terminal } from './terminal.js';

/** Writes to a terminal: lines, and below them a status that changes in place. */
export function openScreen(
  stream: NodeJS.WritableStream & { readonly columns: number },
): Pick<Terminal, 'out' | 'err' | 'status'> {
  // A cursor that is never hidden need not be restored, however the process ends.
  const draw = createLogUpdate(stream, { showCursor: true });
  let status = '';
  const above = (write: () => void): void => {
    if (status !== '') draw.clear();
    write();
    if (status !== '') draw(status);
  };
  return {
    out: (text) => {
      above(() => process.stdout.write(`${text}\n`));
    },
    err: (text) => {
      above(() => stream.write(`${wrap(text, stream.columns)}\n`));
    },
    status: (text) => {
      status = text;
      if (text === '') draw.clear();
      else draw(text);
    },
  };
}
