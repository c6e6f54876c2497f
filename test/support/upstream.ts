import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.js';

export const newer = readFileSync(join(root, 'test/fixtures/specs/newer.yaml'), 'utf8');

/** The newer document with enough additional operations to be as long as the real one. */
export function longDocument(operations: number): string {
  const numbers = Array.from({ length: operations }, (_, index) => index);
  return newer
    .replace('paths:\n', `paths:\n${numbers.map(pathOf).join('')}`)
    .replace('  schemas:\n', `  schemas:\n${numbers.map(schemaOf).join('')}`);
}

function pathOf(number: number): string {
  return `  /things${number}/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing${number}
      responses:
        '200':
          description: A thing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Thing${number}'
`;
}

/** Some five kilobytes each, with references to others, as a real document has. */
function schemaOf(number: number): string {
  const text = 'A property that is described at some length, so that the document gets long. ';
  const properties = Array.from(
    { length: 40 },
    (_, index) => `        property_${index}:
          type: string
          description: ${text}
`,
  );
  return `    Thing${number}:
      type: object
      properties:
        next:
          $ref: '#/components/schemas/Thing${number + 1}'
${properties.join('')}`;
}
