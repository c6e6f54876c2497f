import type { Defaults, Intake } from './row.js';

/** Reads one JSON object a line, each the body of a request. */
export function readNdjson(text: string, defaults: Defaults, intake: Intake): void {
  let line = 0;
  for (const [content] of text.matchAll(/[^\r\n]*(?:\r\n?|\n|$)/g)) {
    line++;
    if (content.trim() === '') continue;
    const json = parse(content);
    if (json === undefined) intake.problem({ line, column: '', reason: 'no valid JSON' });
    else intake.row(line, withDefaults(json, defaults));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withDefaults(json: unknown, { role, projects }: Defaults): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return {
    ...(role !== undefined && { role }),
    ...(projects !== undefined && { projects }),
    ...json,
  };
}
