import {
  getTokenAtPosition,
  isIdentifier,
  isImportSpecifier,
  isNoSubstitutionTemplateLiteral,
  isSourceFile,
  isStringLiteral,
  type Node,
} from 'typescript-7/unstable/ast';
import {
  DiagnosticCategory,
  SymbolFlags,
  type Checker,
  type Diagnostic,
  type NodeHandle,
} from 'typescript-7/unstable/sync';
import { collectOperations, type Operation } from '../../openapi/operations.js';
import { loadSpec } from '../../openapi/spec.js';
import type { CheckResult, Finding, Project } from '../check.js';
import { documentedPlace } from '../facade/documented-place.js';
import { withCompiledSource, type CompiledSource } from '../facade/program.js';
import { generationOf } from '../generation.js';

/** Does the hand-written code compile against what the document generates? */
export async function checkFacade(project: Project): Promise<CheckResult> {
  const operations = collectOperations(await loadSpec(project.spec));
  const generated = await generationOf(project);
  return withCompiledSource(project, generated, (compiled) => describeSource(compiled, operations));
}

function describeSource(compiled: CompiledSource, operations: readonly Operation[]): CheckResult {
  const errors = compiled.diagnostics
    .filter(({ category }) => category === DiagnosticCategory.Error)
    .map((diagnostic) => toFinding(compiled, operations, diagnostic));
  const used = usedNames(compiled, new Set(operations.map(({ id }) => id)));
  const unused = operations.filter(({ id }) => !used.has(id));
  const notes = unused.map((operation): Finding => {
    const { id, method, path, pointer } = operation;
    const message = `No code in src/ uses ${id} (${method.toUpperCase()} ${path}).`;
    return { level: 'information', message, pointer };
  });
  const counts = `${operations.length - unused.length} of ${operations.length} operations used`;
  const summary = `${compiled.files.length} files compiled, ${counts}`;
  return { summary, findings: [...errors, ...notes] };
}

function toFinding(
  compiled: CompiledSource,
  operations: readonly Operation[],
  diagnostic: Diagnostic,
): Finding {
  const text = `${textOf(diagnostic)} (TS${diagnostic.code})`;
  const file = compiled.files.find(({ fileName }) => fileName === diagnostic.fileName);
  if (file === undefined) return { level: 'error', message: `The compiler refuses: ${text}` };
  const message = `${compiled.placeOf(file, diagnostic.pos)} does not compile: ${text}`;
  const pointers = new Map(operations.map(({ id, pointer: place }) => [id, place]));
  const pointer = documentedPlace(compiled, getTokenAtPosition(file, diagnostic.pos), pointers);
  return { level: 'error', message, ...(pointer !== undefined && { pointer }) };
}

function textOf({ text, messageChain = [] }: Diagnostic): string {
  return [text, ...messageChain.map(textOf)].join(' ');
}

/** What is generated for all operations: using it uses none of them yet. */
const tables = new Set(['operations', 'paths', 'components', 'validators', 'samples']);

/** Those of the names that the code uses as keys of something generated, itself or through that. */
function usedNames(compiled: CompiledSource, names: ReadonlySet<string>): Set<string> {
  const used = new Set<string>();
  const visited = new Set<Node>();
  const visit = (node: Node): void => {
    const isName =
      isIdentifier(node) || isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node);
    // What is imported leads to all else that is generated: to resolve every name takes seconds.
    const isLead =
      isImportSpecifier(node.parent) || compiled.isGenerated(node.getSourceFile().fileName);
    if (isName && (isLead || names.has(node.text))) {
      const generated = compiled
        .generatedOf(declarationsOf(compiled.checker, node))
        .filter((one) => !isSourceFile(one));
      const isKey = generated.some((declaration) => declaration !== node.parent);
      if (names.has(node.text) && isKey) used.add(node.text);
      for (const declaration of generated) {
        if (visited.has(declaration) || tables.has(node.text)) continue;
        visited.add(declaration);
        declaration.forEachChild(visit);
      }
    }
    node.forEachChild(visit);
  };
  for (const file of compiled.files) file.forEachChild(visit);
  return used;
}

function declarationsOf(checker: Checker, node: Node): readonly NodeHandle[] {
  const symbol = checker.getSymbolAtLocation(node);
  const isAlias = symbol && (symbol.flags & SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return target?.declarations ?? [];
}
