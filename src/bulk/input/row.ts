import type { InviteRequest } from '../../operation.js';

/** How to read a file of invites. */
export interface ReadOptions {
  /** The file's name; its extension tells kinds of files apart. */
  readonly name?: string | undefined;
  /** Default role of rows. */
  readonly role?: string | undefined;
  /** Default projects of rows. */
  readonly projects?: readonly unknown[] | undefined;
  /** The column of the addresses: its header or its number, from 1. Default: by its header. */
  readonly emailColumn?: string | undefined;
  readonly roleColumn?: string | undefined;
  readonly projectsColumn?: string | undefined;
  /** The cell separator. Default: the most frequent one in the header line. */
  readonly delimiter?: string | undefined;
  /** A label of the Encoding standard. Default: the byte order mark's, else UTF-8. */
  readonly encoding?: string | undefined;
}

/** What is wrong with a row. */
export interface Problem {
  /** The same for all rows with this problem. */
  readonly reason: string;
  /** What it is about, such as the address. */
  readonly value?: string | undefined;
}

/** The readable part of a row's request. */
export interface Asked {
  readonly email?: string | undefined;
  readonly role?: string | undefined;
  readonly projects?: readonly unknown[] | undefined;
}

/** A row of a file. */
export interface FileRow {
  readonly line: number;
  /** What it asks for, as far as it can be read; undefined for a line that is no row. */
  readonly request?: unknown;
  /** What is wrong with it; a later row may show that. */
  problems: readonly Problem[];
}

/** A row that can be sent, unless it has problems. */
export interface ValidRow extends FileRow {
  readonly request: InviteRequest;
}

/** A file can't be imported, whatever its rows say. */
export class FileError extends Error {
  override readonly name = 'FileError';

  /** @param nextStep what the user can do about it */
  constructor(problem: string, nextStep: string) {
    super(`${problem}\n${nextStep}`);
  }
}
