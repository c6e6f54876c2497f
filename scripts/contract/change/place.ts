import type { OpenApiDocument } from './document.js';

/** What is being compared, and the name of the place for a reader: `Invite.projects[].role`. */
export interface Place {
  readonly base: OpenApiDocument;
  readonly head: OpenApiDocument;
  readonly direction: 'request' | 'response';
  readonly name: string;
  /** The pairs of schemas that are being compared: a schema may hold itself. */
  readonly within: ReadonlySet<string>;
}
