import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { generate } from '../../scripts/generate/files.js';
import { replaceFolder } from '../../scripts/generate/folder.js';
import { sync } from '../../scripts/sync/run.js';
import { original, replaced } from './document.js';
import { copyProject, type Removable } from './project.js';

/** An upstream document: the frozen one, and the operation that lists invites. */
export const documentWithList = replaced(
  original,
  [
    '  /organization/invites:\n',
    `  /organization/invites:
    get:
      operationId: list-invites
      summary: List invites
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
        - name: after
          in: query
          schema:
            type: string
      responses:
        '200':
          description: Invites listed successfully.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/InviteListResponse'
`,
  ],
  [
    '  schemas:\n',
    `  schemas:
    InviteListResponse:
      type: object
      properties:
        object:
          type: string
          enum:
            - list
        data:
          type: array
          items:
            $ref: '#/components/schemas/Invite'
        first_id:
          type: string
        last_id:
          type: string
        has_more:
          type: boolean
      required:
        - object
        - data
`,
  ],
);

const descriptionImports = `import { operations } from '../generated/operations.js';
import type { components } from '../generated/schema.js';
import { validators } from '../generated/validators.js';
`;
const methodImports = "import { listInvites, type InviteList } from './operation.js';\n";

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** A copy of the project whose document lists invites as well, as `npm run sync` makes it. */
export interface Fork extends Removable {
  /** Bundles a file of the copy; returns the path of the bundle. */
  readonly bundle: (file: string) => Promise<string>;
  /** Gives the client `listInvites`, from its description and its method in the class. */
  readonly addMethod: (description: string, method: string) => void;
}

export async function makeFork(): Promise<Fork> {
  const { folder, remove } = copyProject();
  const upstream = join(folder, 'upstream.yaml');
  writeFileSync(upstream, documentWithList);
  const spec = join(folder, 'api-definition.yaml');
  const operations = ['inviteUser', 'list-invites'];
  await sync(spec, { from: upstream, operations, check: false });
  await replaceFolder(join(folder, 'generated'), await generate(spec));
  const paths = Object.fromEntries(
    ['', '/bulk', '/mock'].map((name) => [`openai-invites${name}`, [`./src${name}/index.ts`]]),
  );
  const compilerOptions = { paths, exactOptionalPropertyTypes: false };
  const config = { extends: './tsconfig.json', compilerOptions, include: ['fork'] };
  writeFileSync(join(folder, 'tsconfig.fork.json'), JSON.stringify(config));
  return {
    folder,
    remove,
    addMethod: (description, method) => {
      edit(
        join(folder, 'src/operation.ts'),
        (text) => `${descriptionImports}${text}${description}`,
      );
      const [signature = ''] = method.replace(/^readonly (\w+) = /, '$1').split(' =>');
      edit(join(folder, 'src/client.ts'), (text) =>
        replaced(
          `${methodImports}${text}`,
          ['export interface Client {\n', `export interface Client {\n${signature};\n`],
          ['  readonly inviteUser = ', `${method}\n  readonly inviteUser = `],
        ),
      );
    },
    bundle: async (file) => {
      const outfile = join(folder, file.replace(/\.ts$/, '.mjs'));
      await build({
        absWorkingDir: folder,
        entryPoints: [file],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        tsconfig: 'tsconfig.fork.json',
        logLevel: 'silent',
      });
      return outfile;
    },
  };
}
