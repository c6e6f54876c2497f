import { isObject, listAt, objectAt, stringsAt } from '../openapi/json.js';
import { changeAt, type Change } from './change.js';
import { rootOf } from './document.js';
import type { Operation } from './operation.js';

/** Where requests go. A generated client takes the first server. */
export function compareServers(base: Operation, head: Operation): Change[] {
  const before = serversOf(base);
  const after = serversOf(head);
  const [first = '', second = ''] = [before[0], after[0]];
  const at = rootOf(head.at.document).with(undefined, 'servers');
  const gone = before.filter((url) => !after.includes(url));
  if (gone.length > 0) {
    const meaning = `Requests no longer go to ${gone.join(', ')} but to ${after.join(', ')}.`;
    return [changeAt(at, 'operation', { level: 'breaking', meaning })];
  }
  if (before.length === after.length && first === second) return [];
  const meaning = first === second ? 'There are more servers.' : `Requests go to ${second} now.`;
  return [changeAt(at, 'operation', { level: 'addition', meaning })];
}
/** The nearest list of servers wins: the operation's, the path's, the document's. */
function serversOf({ at, item }: Operation): string[] {
  const owners = [at, item, rootOf(at.document)];
  const lists = owners.map(({ object }) => listAt(object, 'servers').filter(isObject));
  const servers = lists.find((list) => list.length > 0) ?? [];
  const urls = servers.flatMap((server) => {
    const url = typeof server['url'] === 'string' ? server['url'] : '';
    return addressesOf(url, objectAt(server, 'variables'));
  });
  return [...new Set((urls.length > 0 ? urls : ['/']).map(normalize))];
}

/** The case of a host, the default port and a slash at the end make no difference. */
function normalize(url: string): string {
  const normal = URL.canParse(url) ? new URL(url).href : url;
  return normal.replace(/\/+$/, '') || '/';
}

/** A server's address with every value that its variables may have, the defaults first. */
function addressesOf(url: string, variables: Record<string, unknown>): string[] {
  const names = [...url.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  return names.reduce<string[]>(
    (urls, name) => {
      const variable = objectAt(variables, name);
      const byDefault = typeof variable['default'] === 'string' ? [variable['default']] : [];
      const values = [...new Set([...byDefault, ...stringsAt(variable, 'enum')])];
      if (values.length === 0) return urls;
      // Beyond this many, the first ones stand for all.
      const filled = values.flatMap((value) =>
        urls.map((one) => one.replaceAll(`{${name}}`, value)),
      );
      return filled.slice(0, 1000);
    },
    [url],
  );
}
