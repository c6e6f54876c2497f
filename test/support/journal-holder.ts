/**
 * Opens the journal named by its arguments and keeps it open; prints `open`, or the reason why it
 * cannot.
 *
 *     journal-holder.ts <path> <target> <key>
 */
import { Journal } from '../../src/bulk/journal/journal.js';

const [path = '', target = '', apiKey = ''] = process.argv.slice(2);
try {
  await Journal.open(path, { target, apiKey });
  console.log('open');
  setInterval(() => undefined, 1000);
} catch (error) {
  console.log(String(error));
}
