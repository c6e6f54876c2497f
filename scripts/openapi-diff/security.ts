import { isObject, listAt, objectAt, omit, stringsAt, type JsonObject } from '../openapi/json.js';
import { changeAt, type Change } from './change.js';
import { rootOf, type SpecNode, type OpenApiDocument } from './document.js';
import { canonical, fingerprint, isExtension } from './fingerprint.js';

/** One scheme that a caller uses, by all that shows on the wire: its name does not. */
interface Credential {
  readonly name: string;
  readonly definition: string;
  /** Each way to get a token, and each address that it uses. */
  readonly flows: readonly string[];
  readonly scopes: readonly string[];
}

/** One way to authenticate: everything that it needs at once. */
type Requirement = readonly Credential[];

/** How a caller of an operation authenticates. */
export function compareSecurity(base: SpecNode, head: SpecNode): Change[] {
  const before = requirementsOf(base);
  const after = requirementsOf(head);
  const [known, now] = [schemesOf(base.document), schemesOf(head.document)];
  const isSame = (one: Credential, other: Credential): boolean =>
    one.definition === other.definition && (one.name === other.name || isRenamed(one, other));
  // A scheme that both documents have is another one, even if it works alike: another kind of key.
  const isRenamed = (...both: readonly Credential[]): boolean =>
    both.every(({ name }) => !(known.has(name) && now.has(name)));
  const refused = before.filter((own) => !after.some((asked) => suffices(own, asked, isSame)));
  const offered = after.filter((asked) => !before.some((own) => suffices(asked, own, isSame)));
  const at = head.with(undefined, 'security');
  if (refused.length > 0) {
    const ways = after.map((way) => way.map(({ name }) => name).join(' with ') || 'no key');
    const meaning = `Callers must authenticate in another way now: ${ways.join(', or ')}.`;
    return [changeAt(at, 'operation', { level: 'breaking', meaning })];
  }
  if (offered.length === 0) return [];
  const meaning = 'Callers may authenticate in another way as well now.';
  return [changeAt(at, 'operation', { level: 'addition', meaning })];
}

function schemesOf(document: OpenApiDocument): Map<string, SpecNode> {
  const components = rootOf(document).child('components');
  return components?.all('securitySchemes') ?? new Map<string, SpecNode>();
}

function requirementsOf({ document, object: operation }: SpecNode): Requirement[] {
  const own = Array.isArray(operation['security']) ? operation : document.root;
  const schemes = schemesOf(document);
  const ways = listAt(own, 'security').filter(isObject);
  const requirements = ways.map((way) =>
    Object.keys(way).map((name): Credential => {
      const scheme = schemes.get(name);
      const scopes = stringsAt(way, name);
      if (!isObject(scheme?.value)) return { name, definition: name, flows: [], scopes };
      return { name, definition: definitionOf(scheme), flows: flowsOf(scheme.value), scopes };
    }),
  );
  return requirements.length > 0 ? requirements : [[]];
}

/** What is sent: without descriptions, hints and names, in which HTTP ignores the case. */
function definitionOf({ document, object }: SpecNode): string {
  const { scheme, name, in: where } = object;
  return fingerprint(document, {
    ...omit(object, ['bearerFormat', 'flows']),
    ...(typeof scheme === 'string' && { scheme: scheme.toLowerCase() }),
    ...(typeof name === 'string' && where === 'header' && { name: name.toLowerCase() }),
  });
}

/** The scopes that a flow offers are not compared, but those that an operation asks for. */
function flowsOf(scheme: JsonObject): string[] {
  const flows = objectAt(scheme, 'flows');
  const isCompared = (key: string): boolean =>
    !['scopes', 'description'].includes(key) && !isExtension(key);
  return Object.keys(flows)
    .filter(isCompared)
    .flatMap((name) => {
      const kept = Object.entries(objectAt(flows, name)).filter(([key]) => isCompared(key));
      return [name, ...kept.map((entry) => canonical([name, ...entry]))];
    });
}

/** Whether a caller that is prepared for one way can go another. */
function suffices(
  prepared: Requirement,
  asked: Requirement,
  isSame: (own: Credential, asked: Credential) => boolean,
): boolean {
  return asked.every((credential) =>
    prepared.some(
      (own) =>
        isSame(own, credential) &&
        credential.scopes.every((scope) => own.scopes.includes(scope)) &&
        own.flows.every((flow) => credential.flows.includes(flow)),
    ),
  );
}
