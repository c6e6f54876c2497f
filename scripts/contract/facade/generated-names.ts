import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** The operations that a generated folder has: those with types, and those with a place in code. */
export async function generatedOperations(folder: string) {
  const [types, table] = await Promise.all([
    read(join(folder, 'schema.ts')),
    read(join(folder, 'operations.ts')),
  ]);
  return { typed: new Set(interfaceKeys(types)), listed: new Set(constantKeys(table)) };
}

async function read(path: string): Promise<ts.SourceFile> {
  return ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest);
}

/** `export interface operations { inviteUser: … }` */
function interfaceKeys(file: ts.SourceFile): string[] {
  return file.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text === 'operations')
    .flatMap(({ members }) => members.flatMap(({ name }) => textOf(name)));
}

/** `export const operations = { "inviteUser": … } as const;` */
function constantKeys(file: ts.SourceFile): string[] {
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ initializer }) => {
      const value =
        initializer && ts.isAsExpression(initializer) ? initializer.expression : initializer;
      if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
      return value.properties.flatMap(({ name }) => textOf(name));
    });
}

function textOf(name: ts.PropertyName | undefined): string[] {
  return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? [name.text] : [];
}
