export { importInvites, type ImportRun } from './import.js';
export { JournalError } from './journal/format.js';
export type { ImportOptions } from './options.js';
export type { ImportResult, ImportSummary } from './result.js';
