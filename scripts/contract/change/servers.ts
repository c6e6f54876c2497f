import { isObject, listAt, objectAt } from '../../openapi/json.js';
import type { Change } from './change.js';
import { plain } from './contents.js';
import type { Located, OpenApiDocument } from './document.js';

/** Where requests go. The generated client takes the first server. */
export function compareServers(
  base: { readonly document: OpenApiDocument; readonly owners: readonly Located[] },
  head: { readonly document: OpenApiDocument; readonly owners: readonly Located[] },
): Change[] {
  const before = serversOf(base.document, base.owners);
  const after = serversOf(head.document, head.owners);
  const [first = '', second = ''] = [before[0], after[0]];
  const place = { direction: 'operation' } as const;
  if (before.some((url) => !after.includes(url))) {
    const gone = before.filter((url) => !after.includes(url)).join(', ');
    const meaning = `Requests no longer go to ${gone} but to ${after.join(', ')}.`;
    return [plain(place, '#/servers', 'head', 'breaking', meaning)];
  }
  if (before.length === after.length && first === second) return [];
  const meaning = first === second ? 'There are more servers.' : `Requests go to ${second} now.`;
  return [plain(place, '#/servers', 'head', 'addition', meaning)];
}

/** The nearest list of servers wins: the operation's, the path's, the document's. */
function serversOf({ root }: OpenApiDocument, owners: readonly Located[]): string[] {
  const lists = [...owners.map(({ value }) => value), root].map((owner) =>
    isObject(owner) ? listAt(owner, 'servers').filter(isObject) : [],
  );
  const servers = lists.find((list) => list.length > 0) ?? [];
  const urls = servers.map((server) => {
    const variables = objectAt(server, 'variables');
    const url = typeof server['url'] === 'string' ? server['url'] : '';
    const filled = url.replaceAll(/\{([^}]+)\}/g, (text, name: string) => {
      const value = objectAt(variables, name)['default'];
      return typeof value === 'string' ? value : text;
    });
    return filled.replace(/\/+$/, '');
  });
  return urls.length > 0 ? [...new Set(urls)] : ['/'];
}
