import type ts from 'typescript';
import { toPointer } from '../../openapi/json.js';
import { compiler } from './compiler.js';

/**
 * Where in the document something stands that a compiler error is about: found by way of the
 * generated types. Undefined if none is involved.
 *
 * @param isGenerated whether a file is a generated one
 * @param pointers the places of operations, by their ids
 */
export function documentedPlace(
  checker: ts.TypeChecker,
  node: ts.Node | undefined,
  isGenerated: (file: ts.SourceFile) => boolean,
  pointers: ReadonlyMap<string, string>,
): string | undefined {
  for (let at = node; at !== undefined && !compiler.isSourceFile(at); at = at.parent) {
    for (const declaration of declarationsAround(checker, at)) {
      if (!isGenerated(declaration.getSourceFile())) continue;
      const pointer = pointerOf(keysOf(declaration), pointers);
      if (pointer !== undefined) return pointer;
    }
  }
  return undefined;
}

/** What the node is, and what its type is or is a property of. */
function declarationsAround(checker: ts.TypeChecker, node: ts.Node): ts.Declaration[] {
  const owner = compiler.isPropertyAccessExpression(node) ? node.expression : node;
  const { symbol, aliasSymbol } = checker.getTypeAtLocation(owner);
  const symbols: (ts.Symbol | undefined)[] = [
    checker.getSymbolAtLocation(node),
    aliasSymbol,
    symbol,
  ];
  return symbols.flatMap((found) => found?.declarations ?? []);
}

/** `components`, `schemas`, `Invite`, `role`: the names of the declarations around one. */
function keysOf(declaration: ts.Node): string[] {
  const keys: string[] = [];
  for (let at: ts.Node = declaration; !compiler.isSourceFile(at); at = at.parent) {
    const name =
      compiler.isPropertySignature(at) || compiler.isInterfaceDeclaration(at) ? at.name : undefined;
    if (name && (compiler.isIdentifier(name) || compiler.isStringLiteralLike(name)))
      keys.unshift(name.text);
  }
  return keys;
}

function pointerOf(
  [root, first, second, ...rest]: readonly string[],
  pointers: ReadonlyMap<string, string>,
): string | undefined {
  if (first === undefined) return undefined;
  if (root === 'operations') return pointers.get(first);
  if (root === 'paths')
    return toPointer(['paths', first, ...(second === undefined ? [] : [second])]);
  if (root !== 'components' || second === undefined) return undefined;
  const inside = first === 'schemas' ? rest.flatMap((name) => ['properties', name]) : [];
  return toPointer(['components', first, second, ...inside]);
}
