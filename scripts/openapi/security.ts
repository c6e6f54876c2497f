import { isObject, listAt, objectAt, resolve, type JsonObject } from './json.js';
import type { Spec } from './spec.js';

/** How a client sends its key. */
export type KeyPlacement =
  { readonly type: 'bearer' } | { readonly type: 'header'; readonly name: string };

/** A key placement, or the reason why there is none, naming the scheme. */
export type Security = KeyPlacement | { readonly type: 'unsupported'; readonly reason: string };

/**
 * How the key of an operation is sent: by the first requirement that a single key can meet
 * (OpenAPI 3.1, "Security Requirement Object"). Without any requirement it is a bearer token.
 */
export function securityOf(spec: Spec, operation: JsonObject): Security {
  const owner = 'security' in operation ? operation : spec.document;
  const requirements = listAt(owner, 'security')
    .filter(isObject)
    .map((requirement) => Object.keys(requirement))
    .filter((names) => names.length > 0);
  const found = requirements.map((names) => placementOf(spec, names));
  return found.find(({ type }) => type !== 'unsupported') ?? found[0] ?? { type: 'bearer' };
}

function placementOf(spec: Spec, names: readonly string[]): Security {
  const [name = ''] = names;
  if (names.length > 1) {
    return unsupported(
      `the security schemes ${names.join(' and ')} together need more than one key`,
    );
  }
  const schemes = objectAt(objectAt(spec.document, 'components'), 'securitySchemes');
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  const { value } = resolve(spec.document, scheme);
  if (!isObject(value)) return unsupported(`the security scheme "${name}" is not defined`);
  return placementBy(name, value);
}

function placementBy(name: string, scheme: JsonObject): Security {
  const type = String(scheme['type']);
  // Both end in an access token, which is sent as a bearer token (RFC 6750).
  if (type === 'oauth2' || type === 'openIdConnect') return { type: 'bearer' };
  if (type === 'http') {
    const method = String(scheme['scheme']).toLowerCase();
    if (method === 'bearer') return { type: 'bearer' };
    return unsupported(`the security scheme "${name}" is HTTP ${method}, not a bearer token`);
  }
  if (type !== 'apiKey') return unsupported(`the security scheme "${name}" is of type ${type}`);
  const header = scheme['name'];
  const place = String(scheme['in']);
  if (place !== 'header' || typeof header !== 'string') {
    return unsupported(
      `the security scheme "${name}" sends the key in a ${place}, not in a header`,
    );
  }
  if (!HEADER_NAME.test(header)) {
    return unsupported(`the security scheme "${name}" names an invalid header "${header}"`);
  }
  return { type: 'header', name: header };
}

/** A token of RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function unsupported(reason: string): Security {
  return { type: 'unsupported', reason };
}
