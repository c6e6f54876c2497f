import type { Defaults, Problem, RawRow, Rows } from './row.js';

/** Reads one JSON object a line, each the body of a request. */
export function readNdjson(text: string, defaults: Defaults): Rows {
  const rows: RawRow[] = [];
  const problems: Problem[] = [];
  text.split(/\r\n?|\n/).forEach((content, index) => {
    if (content.trim() === '') return;
    const line = index + 1;
    try {
      rows.push({ line, request: withDefaults(JSON.parse(content), defaults) });
    } catch {
      problems.push({ line, column: '', reason: 'no valid JSON' });
    }
  });
  return { rows, problems, notes: [] };
}

function withDefaults(json: unknown, { role, projects }: Defaults): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return {
    ...(role !== undefined && { role }),
    ...(projects !== undefined && { projects }),
    ...json,
  };
}
