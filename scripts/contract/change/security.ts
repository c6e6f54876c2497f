import { isObject, listAt, objectAt, stringsAt } from '../../openapi/json.js';
import { canonical } from './canonical.js';
import type { Change } from './change.js';
import { plain } from './contents.js';
import { join, type Located, type OpenApiDocument } from './document.js';

/** One way to authenticate: each scheme that it takes, with the scopes. */
type Requirement = ReadonlyMap<string, readonly string[]>;

/** How a caller proves who it is. A scheme is the same one if name and definition are. */
export function compareSecurity(
  base: { readonly document: OpenApiDocument; readonly operation: Located },
  head: { readonly document: OpenApiDocument; readonly operation: Located },
): Change[] {
  const before = requirementsOf(base.document, base.operation);
  const after = requirementsOf(head.document, head.operation);
  const refused = before.filter((known) => !after.some((asked) => asksNoMore(asked, known)));
  const offered = after.filter((asked) => !before.some((known) => asksNoMore(known, asked)));
  const pointer = join(head.operation.pointer, 'security');
  const place = { direction: 'operation' } as const;
  if (refused.length > 0) {
    const ways = after.map((way) => [...way.keys()].map(nameOf).join(' with ') || 'no key');
    const meaning = `Callers must authenticate in another way now: ${ways.join(', or ')}.`;
    return [plain(place, pointer, 'head', 'breaking', meaning)];
  }
  if (offered.length === 0) return [];
  return [
    plain(place, pointer, 'head', 'addition', 'Callers may authenticate in one more way now.'),
  ];
}

function requirementsOf({ root }: OpenApiDocument, { value }: Located): Requirement[] {
  const own = isObject(value) && Array.isArray(value['security']) ? value : root;
  const schemes = objectAt(objectAt(root, 'components'), 'securitySchemes');
  const ways = listAt(own, 'security').filter(isObject);
  const requirements = ways.map((way) => {
    const parts = Object.keys(way).map((name) => {
      return [`${name} ${canonical(schemes[name] ?? null)}`, stringsAt(way, name)] as const;
    });
    return new Map(parts);
  });
  return requirements.length > 0 ? requirements : [new Map()];
}

function asksNoMore(asked: Requirement, known: Requirement): boolean {
  return [...asked].every(([scheme, scopes]) => {
    const granted = known.get(scheme);
    return granted !== undefined && scopes.every((scope) => granted.includes(scope));
  });
}

function nameOf(scheme: string): string {
  return scheme.split(' ')[0] ?? scheme;
}
