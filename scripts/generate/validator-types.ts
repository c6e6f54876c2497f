import type { Operation } from '../openapi/operations.js';
import { contentOf, ownerOf, typeKey } from './operations.js';

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

function renderOperation(operation: Operation): string {
  const { id, request, responses } = operation;
  const owner = ownerOf(operation);
  const lines = [`  readonly ${JSON.stringify(id)}: {`];
  if (request !== undefined) {
    const body = `NonNullable<${owner}["requestBody"]>`;
    lines.push(`    readonly request: Validator<${contentOf(body, request)}>;`);
  }
  lines.push('    readonly responses: {');
  for (const [status, body] of responses) {
    const type = contentOf(`${owner}["responses"][${typeKey(status)}]`, body);
    lines.push(`      readonly ${typeKey(status)}: Validator<${type}>;`);
  }
  return [...lines, '    };', '  };', ''].join('\n');
}
