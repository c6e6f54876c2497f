export { importInvites } from './import.js';
export { JournalError, type JournalReason } from './journal/error.js';
export type { ImportOptions, MappedImportOptions } from './options.js';
export type { ImportResult, ImportRun, ImportSummary, RowOutcome, Stop } from './result.js';
