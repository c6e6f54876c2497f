import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { frozen, root } from '../../support/project.js';

const file = join(root, 'program.ts');
const program = `
  import { createClient, type ApiError, type InviteError, type TimeoutError } from './src/index.js';
  import type { components, operations, paths } from './src/index.js';
  const client = createClient();
  declare const body: Parameters<typeof client.inviteUser>[0];
  const invite = await client.inviteUser(body);
  await client.inviteUser(7);
  declare const error: InviteError;
  const code = error.code;
  declare const either: ApiError | TimeoutError;
  if (either.code === 'timeout') { const timeout = either; }
  export type Documented = [components, operations, paths];
`;

const inFrozen = (path: string): string =>
  path.replace(join(root, 'generated'), join(frozen, 'generated'));

/** The program as an editor sees it, with no more of the libraries than its types need. */
const editor = ts.createLanguageService({
  getCompilationSettings: () => ({
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
  }),
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: (path) => {
    const text = path === file ? program : ts.sys.readFile(inFrozen(path));
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (path) => path === file || ts.sys.fileExists(inFrozen(path)),
  readFile: (path) => ts.sys.readFile(inFrozen(path)),
});

test.each([
  [
    'client.inviteUser',
    '(method) Client.inviteUser(body: InviteRequest, options?: CallOptions): Promise<Invite>',
  ],
  ['const invite', 'const invite: Invite'],
  ['const body', 'const body: InviteRequest'],
  ['const code', 'const code: InviteErrorCode'],
  ['const timeout', 'const timeout: TimeoutError'],
])('a hover over "%s" names the types', (words, shown) => {
  const end = program.lastIndexOf(words) + words.length - 1;
  const hover = editor.getQuickInfoAtPosition(file, end)?.displayParts;
  expect(ts.displayPartsToString(hover)).toBe(shown);
});

test('the error of a wrong body names the type, and the types of the document are exported', () => {
  const messages = editor.getSemanticDiagnostics(file).map(({ messageText }) => messageText);
  expect(messages).toEqual([
    "Argument of type 'number' is not assignable to parameter of type 'InviteRequest'.",
  ]);
});
