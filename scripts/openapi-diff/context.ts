import type { OpenApiDocument } from './document.js';
import type { SchemaComparison } from './schemas.js';

/** What is being compared, and the name of the place for a reader: `Invite.projects[].role`. */
export interface CompareContext {
  readonly base: OpenApiDocument;
  readonly head: OpenApiDocument;
  readonly direction: 'request' | 'response';
  readonly name: string;
  /** Remembers which schemas were compared, and what was already reported. */
  readonly schemas: SchemaComparison;
}
