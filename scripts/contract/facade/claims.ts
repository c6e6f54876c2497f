import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** Hand-written code that counts on one operation. */
export interface Claim {
  readonly operation: string;
  /** `src/operation.ts:6` */
  readonly place: string;
}

/** What the generated modules export, keyed by `operationId`: values and one type. */
const TABLES = new Set(['operations', 'validators', 'samples']);

/** Every operation that the code in a folder names, found in its syntax. */
export async function findClaims(source: string, generated: string): Promise<Claim[]> {
  const names = await readdir(source, { recursive: true });
  const files = names.filter((name) => /\.[cm]?tsx?$/.test(name)).sort();
  const claims = await Promise.all(
    files.map(async (name) => {
      const path = join(source, name);
      const text = await readFile(path, 'utf8');
      return claimsIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true), generated);
    }),
  );
  return claims.flat().map(({ operation, place }) => {
    return { operation, place: relative(dirname(source), place).replaceAll('\\', '/') };
  });
}

function claimsIn(file: ts.SourceFile, generated: string): Claim[] {
  const tables = tablesOf(file, generated);
  const claims: Claim[] = [];
  const claim = (table: ts.Node, name: ts.Node | undefined): void => {
    if (!ts.isIdentifier(table) || !tables.has(table.text) || name === undefined) return;
    if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return;
    const { line } = file.getLineAndCharacterOfPosition(name.getStart(file));
    claims.push({ operation: name.text, place: `${file.fileName}:${line + 1}` });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) claim(node.expression, node.name);
    if (ts.isElementAccessExpression(node)) {
      // `samples[operation.id]` names no operation of its own.
      const key = node.argumentExpression;
      if (ts.isStringLiteralLike(key)) claim(node.expression, key);
    }
    if (ts.isIndexedAccessTypeNode(node)) claimByType(node, claim);
    if (ts.isVariableDeclaration(node)) claimByPattern(node, claim);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return claims;
}

type ClaimName = (table: ts.Node, name: ts.Node | undefined) => void;

/** `Operations['inviteUser']`, `(typeof validators)['inviteUser']` */
function claimByType({ objectType, indexType }: ts.IndexedAccessTypeNode, claim: ClaimName): void {
  const type = ts.isParenthesizedTypeNode(objectType) ? objectType.type : objectType;
  const name = ts.isLiteralTypeNode(indexType) ? indexType.literal : undefined;
  if (ts.isTypeReferenceNode(type)) claim(type.typeName, name);
  if (ts.isTypeQueryNode(type)) claim(type.exprName, name);
}

/** `const { inviteUser } = operations` */
function claimByPattern({ name, initializer }: ts.VariableDeclaration, claim: ClaimName): void {
  if (initializer === undefined || !ts.isObjectBindingPattern(name)) return;
  for (const element of name.elements) claim(initializer, element.propertyName ?? element.name);
}

/** The local names under which a file imports the generated tables. */
function tablesOf(file: ts.SourceFile, generated: string): Set<string> {
  const names = file.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const { moduleSpecifier, importClause } = statement;
    if (!ts.isStringLiteral(moduleSpecifier)) return [];
    if (dirname(resolve(dirname(file.fileName), moduleSpecifier.text)) !== generated) return [];
    const bindings = importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    return bindings.elements
      .filter(({ propertyName, name }) => TABLES.has((propertyName ?? name).text))
      .map(({ name }) => name.text);
  });
  return new Set(names);
}
