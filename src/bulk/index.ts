export {
  importInvites,
  type ImportOptions,
  type ImportResult,
  type ImportRun,
  type ImportSummary,
} from './import.js';
export { JournalError } from './journal/format.js';
