import type { JsonBody, Operation } from './operations.js';

const HEADER = `import type { paths } from './schema.js';

export interface ValidationError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

export interface Validator<T> {
  (data: unknown): data is T;
  errors?: ValidationError[] | null;
}
`;

export function renderValidatorTypes(operations: Operation[]): string {
  const entries = operations.map(renderOperation).join('');
  return `${HEADER}\nexport declare const validators: {\n${entries}};\n`;
}

function renderOperation({ id, method, path, request, responses }: Operation): string {
  const owner = `paths[${JSON.stringify(path)}]['${method}']`;
  const lines = [`  readonly ${JSON.stringify(id)}: {`];
  if (request !== undefined) {
    const body = `NonNullable<${owner}['requestBody']>`;
    lines.push(`    readonly request: Validator<${contentOf(body, request)}>;`);
  }
  lines.push('    readonly responses: {');
  for (const [status, body] of responses) {
    const type = contentOf(`${owner}['responses'][${keyOf(status)}]`, body);
    lines.push(`      readonly ${keyOf(status)}: Validator<${type}>;`);
  }
  return [...lines, '    };', '  };', ''].join('\n');
}

function contentOf(owner: string, { mediaType }: JsonBody): string {
  return `${owner}['content'][${JSON.stringify(mediaType)}]`;
}

function keyOf(status: string): string {
  return /^\d+$/.test(status) ? status : JSON.stringify(status);
}
