import type { Report } from '../report.js';
import { asGitHub } from './github.js';
import { asMarkdown } from './markdown.js';
import { asText } from './text.js';

/** How a report can be written. */
export const formats = {
  text: asText,
  markdown: asMarkdown,
  github: asGitHub,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
} as const;

export type Format = keyof typeof formats;

export function isFormat(name: string): name is Format {
  return Object.hasOwn(formats, name);
}
