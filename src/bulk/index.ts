export { importInvites, type ImportRun } from './import.js';
export { JournalError, type JournalReason } from './journal/error.js';
export type { ImportOptions, MappedImportOptions } from './options.js';
export type { ImportResult, ImportSummary, RowOutcome, Stop } from './result.js';
