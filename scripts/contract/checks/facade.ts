import type ts from 'typescript';
import { toPointer } from '../../openapi/json.js';
import { collectOperations, type Operation } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import type { CheckResult, Finding, Project } from '../check.js';
import { compiler } from '../facade/compiler.js';
import { documentedPlace } from '../facade/documented-place.js';
import { compileSource, type CompiledSource } from '../facade/program.js';
import { generationOf } from '../generation.js';

/** Does the hand-written code compile against what the document generates? */
export async function checkFacade(project: Project): Promise<CheckResult> {
  const operations = collectOperations(await loadSpec(project.spec));
  const compiled = compileSource(project, await generationOf(project));
  const { program, files } = compiled;
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  const errors = diagnostics
    .filter(({ category }) => category === compiler.DiagnosticCategory.Error)
    .map((diagnostic) => toFinding(compiled, operations, diagnostic));
  const used = usedNames(compiled, new Set(operations.map(({ id }) => id)));
  const unused = operations.filter(({ id }) => !used.has(id));
  const notes = unused.map((operation): Finding => {
    const { id, method, path } = operation;
    const message = `No code in src/ uses ${id} (${method.toUpperCase()} ${path}).`;
    return { level: 'information', message, pointer: placeOf(operation) };
  });
  const counts = `${operations.length - unused.length} of ${operations.length} operations used`;
  const summary = `${files.length} files compiled, ${counts}`;
  return { summary, findings: [...errors, ...notes] };
}

function placeOf({ path, method }: Operation): string {
  return toPointer(['paths', path, method]);
}

function toFinding(
  { program, placeOf: placeInCode, isGenerated }: CompiledSource,
  operations: readonly Operation[],
  { file, start, messageText, code }: ts.Diagnostic,
): Finding {
  const text = compiler.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined || start === undefined)
    return { level: 'error', message: `The compiler refuses: ${text} (TS${code})` };
  const message = `${placeInCode(file, start)} does not compile: ${text} (TS${code})`;
  const pointers = new Map(operations.map((operation) => [operation.id, placeOf(operation)]));
  const checker = program.getTypeChecker();
  const pointer = documentedPlace(checker, nodeAt(file, start), isGenerated, pointers);
  return { level: 'error', message, ...(pointer !== undefined && { pointer }) };
}

/** The innermost node at an offset. */
function nodeAt(file: ts.SourceFile, offset: number): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart(file) || offset >= node.end) return;
    found = node;
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What is generated for all operations: using it uses none of them yet. */
const tables = new Set(['operations', 'paths', 'components', 'validators', 'samples']);

/** Those of the names that the code uses as keys of something generated, itself or through that. */
function usedNames(
  { program, files, isGenerated }: CompiledSource,
  names: ReadonlySet<string>,
): Set<string> {
  const checker = program.getTypeChecker();
  const used = new Set<string>();
  const visited = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    const isName = compiler.isIdentifier(node) || compiler.isStringLiteralLike(node);
    // What is imported leads to all else that is generated: to resolve every name takes seconds.
    const isLead = compiler.isImportSpecifier(node.parent) || isGenerated(node.getSourceFile());
    if (isName && (isLead || names.has(node.text))) {
      const generated = declarationsOf(checker, node).filter(
        (one) => !compiler.isSourceFile(one) && isGenerated(one.getSourceFile()),
      );
      const isKey = generated.some((declaration) => declaration !== node.parent);
      if (names.has(node.text) && isKey) used.add(node.text);
      for (const declaration of generated) {
        if (visited.has(declaration) || tables.has(node.text)) continue;
        visited.add(declaration);
        compiler.forEachChild(declaration, visit);
      }
    }
    compiler.forEachChild(node, visit);
  };
  for (const file of files) compiler.forEachChild(file, visit);
  return used;
}

function declarationsOf(checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] {
  const symbol = checker.getSymbolAtLocation(node);
  const isAlias = symbol && (symbol.flags & compiler.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return target?.declarations ?? [];
}
