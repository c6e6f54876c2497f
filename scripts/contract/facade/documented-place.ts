import {
  isIdentifier,
  isInterfaceDeclaration,
  isPropertyAccessExpression,
  isPropertySignatureDeclaration,
  isSourceFile,
  isStringLiteral,
  type Node,
} from 'typescript-7/unstable/ast';
import type { NodeHandle } from 'typescript-7/unstable/sync';
import { toPointer } from '../../openapi/json.js';
import type { CompiledSource } from './program.js';

/**
 * Where in the document something stands that a compiler error is about: found by way of the
 * generated types. Undefined if none is involved.
 *
 * @param pointers the places of operations, by their ids
 */
export function documentedPlace(
  compiled: CompiledSource,
  node: Node,
  pointers: ReadonlyMap<string, string>,
): string | undefined {
  for (let at = node; !isSourceFile(at); at = at.parent) {
    for (const declaration of compiled.generatedOf(declarationsAround(compiled, at))) {
      const pointer = pointerOf(keysOf(declaration), pointers);
      if (pointer !== undefined) return pointer;
    }
  }
  return undefined;
}

/** The node, and the type that it has or belongs to. */
function declarationsAround({ checker }: CompiledSource, node: Node): NodeHandle[] {
  const type = checker.getTypeAtLocation(isPropertyAccessExpression(node) ? node.expression : node);
  const symbols = [checker.getSymbolAtLocation(node), type?.getAliasSymbol(), type?.getSymbol()];
  return symbols.flatMap((found) => found?.declarations ?? []);
}

/** `components`, `schemas`, `Invite`, `role`: the names of the declarations around one. */
function keysOf(declaration: Node): string[] {
  const keys: string[] = [];
  for (let at = declaration; !isSourceFile(at); at = at.parent) {
    const name =
      isPropertySignatureDeclaration(at) || isInterfaceDeclaration(at) ? at.name : undefined;
    if (name && (isIdentifier(name) || isStringLiteral(name))) keys.unshift(name.text);
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
