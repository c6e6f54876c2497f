import { objectAt, type JsonObject } from '../../scripts/openapi/json.js';

/** The parts of the document that edits are made to. */
export interface Parts {
  readonly document: JsonObject;
  readonly operation: JsonObject;
  /** The schemas InviteRequest and Invite, and their properties. */
  readonly request: JsonObject;
  readonly sent: JsonObject;
  readonly invite: JsonObject;
  readonly received: JsonObject;
  readonly securitySchemes: JsonObject;
}

/** An edit of the document, and its expected effects. */
export interface Edit {
  readonly name: string;
  readonly make: (parts: Parts) => void;
  /** Requests that are valid now, the first of which the client sends, and some that are not. */
  readonly accepts?: readonly JsonObject[];
  readonly refuses?: readonly unknown[];
  /** Changes of an ordinary answer: valid ones and invalid ones. */
  readonly answers?: readonly JsonObject[];
  readonly drifts?: readonly JsonObject[];
  /** What the server gets. */
  readonly sends?: { method?: string; path?: string; headers?: Record<string, string> };
  /** What the client gets from the mock; without it an invite. */
  readonly gets?: 'nothing' | RegExp;
  /** The error message of `generate`, if it must stop. */
  readonly stops?: RegExp;
}

export function partsOf(document: JsonObject): Parts {
  const components = objectAt(document, 'components');
  const [request, invite] = ['InviteRequest', 'Invite'].map((name) =>
    objectAt(objectAt(components, 'schemas'), name),
  );
  if (request === undefined || invite === undefined) throw new Error('no schemas');
  const path = objectAt(objectAt(document, 'paths'), '/organization/invites');
  return {
    document,
    operation: objectAt(path, 'post'),
    request,
    sent: objectAt(request, 'properties'),
    invite,
    received: objectAt(invite, 'properties'),
    securitySchemes: objectAt(components, 'securitySchemes'),
  };
}

const ada = { email: 'ada@example.com', role: 'reader' };
const string = { type: 'string' };

function rename(object: JsonObject, from: string, to: string): void {
  object[to] = object[from];
  Reflect.deleteProperty(object, from);
}

/** Takes a name off a schema's `required`. */
function release(schema: JsonObject, name: string): void {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  schema['required'] = required.filter((other) => other !== name);
}

function demand(schema: JsonObject, ...names: string[]): void {
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  schema['required'] = [...required, ...names];
}

function changeType(property: unknown, change: JsonObject): void {
  Object.assign(objectAt({ property }, 'property'), change);
}

const successOf = ({ operation }: Parts) => objectAt(operation, 'responses');
const jsonOf = (owner: JsonObject) => objectAt(owner, 'content');

export const edits: readonly Edit[] = [
  // Properties of the request
  {
    name: 'an optional property is added to the request',
    make: ({ sent }) => (sent['note'] = string),
    accepts: [ada, { ...ada, note: 'x' }],
    refuses: [{ ...ada, note: 1 }],
  },
  {
    name: 'a required property is added to the request',
    make: ({ request, sent }) => {
      sent['team'] = string;
      demand(request, 'team');
    },
    accepts: [{ ...ada, team: 'x' }],
    refuses: [ada],
  },
  {
    name: 'a property of the request is removed',
    make: ({ sent }) => delete sent['projects'],
    accepts: [ada],
  },
  {
    name: 'a property of the request is renamed',
    make: ({ request, sent }) => {
      rename(sent, 'email', 'address');
      release(request, 'email');
      demand(request, 'address');
    },
    accepts: [{ address: 'ada@example.com', role: 'reader' }],
    refuses: [ada],
  },
  {
    name: 'a property of the request is made optional',
    make: ({ request }) => {
      release(request, 'role');
    },
    accepts: [{ email: 'ada@example.com' }, ada],
    refuses: [{ role: 'reader' }],
  },
  {
    name: 'a property of the request is made nullable',
    make: ({ sent }) => {
      changeType(sent['role'], { nullable: true });
    },
    accepts: [{ ...ada, role: null }, ada],
    refuses: [{ ...ada, role: 'x' }],
  },
  {
    name: 'a required property of the request gets a default',
    make: ({ sent }) => {
      changeType(sent['role'], { default: 'reader' });
    },
    accepts: [ada],
    refuses: [{ email: 'ada@example.com' }],
  },
  {
    name: 'an optional property of the request gets a default',
    make: ({ sent }) => {
      changeType(sent['projects'], { default: [] });
    },
    accepts: [ada, { ...ada, projects: [] }],
    refuses: [{ ...ada, projects: null }],
  },
  {
    name: 'a readOnly property is added to the request',
    make: ({ request, sent }) => {
      sent['number'] = { type: 'integer', readOnly: true };
      demand(request, 'number');
    },
    accepts: [ada],
    refuses: [{ email: 'ada@example.com' }],
  },
  {
    name: 'a writeOnly property is added to the request',
    make: ({ request, sent }) => {
      sent['password'] = { type: 'string', writeOnly: true };
      demand(request, 'password');
    },
    accepts: [{ ...ada, password: 'x' }],
    refuses: [ada],
  },
  {
    name: 'a free-form object is added to the request',
    make: ({ sent }) => (sent['metadata'] = { type: 'object' }),
    accepts: [{ ...ada, metadata: { any: [1] } }, ada],
    refuses: [{ ...ada, metadata: 'x' }],
  },
  {
    name: 'a map of texts is added to the request',
    make: ({ sent }) => (sent['metadata'] = { type: 'object', additionalProperties: string }),
    accepts: [{ ...ada, metadata: { any: 'x' } }],
    refuses: [{ ...ada, metadata: { any: 1 } }],
  },
  {
    name: 'a property of the request gets an enum value',
    make: ({ sent }) => {
      changeType(sent['role'], { enum: ['reader', 'owner', 'auditor'] });
    },
    accepts: [ada, { ...ada, role: 'auditor' }],
    refuses: [{ ...ada, role: 'x' }],
  },
  {
    name: 'a property of the request loses an enum value',
    make: ({ sent }) => {
      changeType(sent['role'], { enum: ['reader'] });
    },
    accepts: [ada],
    refuses: [{ ...ada, role: 'owner' }],
  },
  {
    name: 'a property of the request loses its enum',
    make: ({ sent }) => (sent['role'] = string),
    accepts: [
      { ...ada, role: 'reader' },
      { ...ada, role: 'anything' },
    ],
    refuses: [{ ...ada, role: 1 }],
  },
  {
    name: 'a property of the request changes its type',
    make: ({ sent }) => (sent['projects'] = { type: 'integer' }),
    accepts: [{ ...ada, projects: 1 }],
    refuses: [{ ...ada, projects: [] }],
  },
  {
    name: 'a nested property of the request is required',
    make: ({ sent }) => {
      const items = objectAt(sent['projects'], 'items');
      objectAt(items, 'properties')['until'] = string;
      demand(items, 'until');
    },
    accepts: [{ ...ada, projects: [{ id: 'p', role: 'member', until: 'x' }] }, ada],
    refuses: [{ ...ada, projects: [{ id: 'p', role: 'member' }] }],
  },
  {
    name: 'the request becomes a union told apart by a discriminator',
    make: ({ document, request }) => {
      const schemas = objectAt(objectAt(document, 'components'), 'schemas');
      const kind = (value: string) => ({ type: 'string', enum: [value] });
      schemas['ByEmail'] = {
        type: 'object',
        required: ['kind', 'email'],
        properties: { kind: kind('email'), email: string },
      };
      schemas['ByPhone'] = {
        type: 'object',
        required: ['kind', 'phone'],
        properties: { kind: kind('phone'), phone: string },
      };
      for (const key of Object.keys(request)) Reflect.deleteProperty(request, key);
      Object.assign(request, {
        oneOf: ['ByEmail', 'ByPhone'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
        discriminator: { propertyName: 'kind' },
      });
    },
    accepts: [
      { kind: 'email', email: 'ada@example.com' },
      { kind: 'phone', phone: '1' },
    ],
    refuses: [
      { kind: 'ByEmail', email: 'ada@example.com' },
      { kind: 'phone', email: 'x' },
    ],
  },
  {
    name: 'the request is made of parts',
    make: ({ document, request }) => {
      const schemas = objectAt(objectAt(document, 'components'), 'schemas');
      schemas['Base'] = { ...request };
      for (const key of Object.keys(request)) Reflect.deleteProperty(request, key);
      request['allOf'] = [
        { $ref: '#/components/schemas/Base' },
        { type: 'object', required: ['team'], properties: { team: string } },
      ];
    },
    accepts: [{ ...ada, team: 'x' }],
    refuses: [ada, { team: 'x' }],
  },
  // Properties of the answer
  {
    name: 'an optional property is added to the answer',
    make: ({ received }) => (received['note'] = string),
    answers: [{ note: 'x' }, { note: undefined }],
    drifts: [{ note: 1 }],
  },
  {
    name: 'a required property is added to the answer',
    make: ({ invite, received }) => {
      received['team'] = { type: 'object', required: ['id'], properties: { id: string } };
      demand(invite, 'team');
    },
    answers: [{ team: { id: 'x' } }],
    drifts: [{ team: undefined }, { team: {} }],
  },
  {
    name: 'a property of the answer is removed',
    make: ({ invite, received }) => {
      delete received['expires_at'];
      release(invite, 'expires_at');
    },
    answers: [{}],
  },
  {
    name: 'a property of the answer is renamed',
    make: ({ invite, received }) => {
      rename(received, 'invited_at', 'created_at');
      release(invite, 'invited_at');
      demand(invite, 'created_at');
    },
    answers: [{ created_at: 1 }],
    drifts: [{ created_at: undefined }],
  },
  {
    name: 'the identifier of the answer is renamed',
    make: ({ invite, received }) => {
      rename(received, 'id', 'invite_id');
      release(invite, 'id');
      demand(invite, 'invite_id');
    },
    answers: [{ invite_id: 'x' }],
    drifts: [{ invite_id: undefined }],
  },
  {
    name: 'a property of the answer is made optional',
    make: ({ invite }) => {
      release(invite, 'expires_at');
    },
    answers: [{ expires_at: undefined }, { expires_at: 1 }],
    drifts: [{ expires_at: 'x' }],
  },
  {
    name: 'a property of the answer is made nullable',
    make: ({ received }) => {
      changeType(received['expires_at'], { nullable: true });
    },
    answers: [{ expires_at: null }, { expires_at: 1 }],
    drifts: [{ expires_at: 'x' }],
  },
  {
    name: 'an optional property of the answer gets a default',
    make: ({ received }) => {
      changeType(received['projects'], { default: [] });
    },
    answers: [{ projects: undefined }, { projects: [] }],
    drifts: [{ projects: 1 }],
  },
  {
    name: 'a readOnly property of the answer',
    make: ({ received }) => {
      changeType(received['id'], { readOnly: true });
    },
    answers: [{ id: 'x' }],
    drifts: [{ id: undefined }],
  },
  {
    name: 'a writeOnly property of the answer',
    make: ({ invite, received }) => {
      received['password'] = { type: 'string', writeOnly: true };
      demand(invite, 'password');
    },
    answers: [{}, { password: undefined }],
  },
  {
    name: 'a free-form object is added to the answer',
    make: ({ invite, received }) => {
      received['metadata'] = { type: 'object', additionalProperties: true };
      demand(invite, 'metadata');
    },
    answers: [{ metadata: {} }, { metadata: { any: 1 } }],
    drifts: [{ metadata: 1 }],
  },
  {
    name: 'a property of the answer gets a pattern',
    make: ({ received }) => {
      changeType(received['id'], { pattern: '^inv_[a-z0-9]{8}$' });
    },
    answers: [{ id: 'inv_abcdefgh' }],
  },
  {
    name: 'a pattern that no text can be made of',
    make: ({ received }) => {
      changeType(received['id'], { pattern: '^(?=.*x)(?!.*y)[a-z]{40}(?<=xx)$' });
    },
    gets: /501.*No sample can be made of the response at api-definition\.yaml:\d+/s,
  },
  {
    name: 'the constant of the answer changes',
    make: ({ received }) => {
      changeType(received['object'], { enum: ['invite'] });
    },
    answers: [{ object: 'invite' }],
    drifts: [{ object: 'organization.invite' }],
  },
  {
    name: 'a status of the answer is added',
    make: ({ received }) => {
      changeType(received['status'], { enum: ['accepted', 'expired', 'pending', 'revoked'] });
    },
    answers: [{ status: 'revoked' }],
    drifts: [{ status: 'x' }],
  },
  {
    name: 'the answer becomes one of two shapes',
    make: ({ document, invite }) => {
      const schemas = objectAt(objectAt(document, 'components'), 'schemas');
      const { received: own } = { received: { ...invite } };
      schemas['Made'] = own;
      schemas['Queued'] = {
        type: 'object',
        required: ['object', 'ticket'],
        properties: { object: { type: 'string', enum: ['queued'] }, ticket: string },
      };
      for (const key of Object.keys(invite)) Reflect.deleteProperty(invite, key);
      invite['oneOf'] = ['Made', 'Queued'].map((name) => ({
        $ref: `#/components/schemas/${name}`,
      }));
    },
    answers: [{}],
    drifts: [{ object: 'queued' }],
  },
  // Statuses
  {
    name: 'the success has another status',
    make: (parts) => {
      rename(successOf(parts), '200', '201');
    },
  },
  {
    name: 'a second success is documented',
    make: (parts) => {
      successOf(parts)['202'] = structuredClone(successOf(parts)['200']);
    },
  },
  {
    name: 'the success is a range',
    make: (parts) => {
      rename(successOf(parts), '200', '2XX');
    },
  },
  {
    name: 'the success is the default',
    make: (parts) => {
      rename(successOf(parts), '200', 'default');
    },
  },
  {
    name: 'the success has no content',
    make: (parts) => {
      delete successOf(parts)['200'];
      successOf(parts)['204'] = { description: 'd' };
    },
    gets: 'nothing',
  },
  {
    name: 'an error is documented',
    make: (parts) => {
      successOf(parts)['4XX'] = {
        description: 'd',
        content: { 'application/json': { schema: { type: 'object' } } },
      };
    },
  },
  // Media types
  {
    name: 'the request has another JSON media type',
    make: ({ operation }) => {
      rename(
        jsonOf(objectAt(operation, 'requestBody')),
        'application/json',
        'application/vnd.api+json',
      );
    },
    sends: { headers: { 'content-type': 'application/vnd.api+json' } },
  },
  {
    name: 'the request is of any media type',
    make: ({ operation }) => {
      rename(jsonOf(objectAt(operation, 'requestBody')), 'application/json', '*/*');
    },
    sends: { headers: { 'content-type': 'application/json' } },
  },
  {
    name: 'the request is a form',
    make: ({ operation }) => {
      rename(jsonOf(objectAt(operation, 'requestBody')), 'application/json', 'multipart/form-data');
    },
    stops: /:\d+: .*inviteUser.*multipart\/form-data/,
  },
  {
    name: 'the answer has two JSON media types',
    make: (parts) => {
      const content = jsonOf(objectAt(successOf(parts), '200'));
      content['application/problem+json'] = {
        schema: { type: 'object', required: ['title'], properties: { title: string } },
      };
    },
    answers: [{}],
  },
  {
    name: 'the answer is of any media type',
    make: (parts) => {
      rename(jsonOf(objectAt(successOf(parts), '200')), 'application/json', '*/*');
    },
    answers: [{}],
    drifts: [{ id: 1 }],
  },
  // Security
  {
    name: 'the key is sent in a header of its own',
    make: ({ securitySchemes }) => {
      securitySchemes['ApiKeyAuth'] = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };
    },
    sends: { headers: { 'x-api-key': 'sk-admin-mock' } },
  },
  {
    name: 'the key is sent in the query',
    make: ({ securitySchemes }) => {
      securitySchemes['ApiKeyAuth'] = { type: 'apiKey', in: 'query', name: 'key' };
    },
    stops: /:\d+: .*inviteUser.*"ApiKeyAuth" sends the key in a query/,
  },
  {
    name: 'the key is a password',
    make: ({ securitySchemes }) => {
      securitySchemes['ApiKeyAuth'] = { type: 'http', scheme: 'basic' };
    },
    stops: /:\d+: .*inviteUser.*"ApiKeyAuth" is HTTP basic/,
  },
  {
    name: 'the operation has a security of its own',
    make: ({ operation, securitySchemes }) => {
      securitySchemes['Own'] = { type: 'oauth2', flows: {} };
      operation['security'] = [{ Own: [] }];
    },
    sends: { headers: { authorization: 'Bearer sk-admin-mock' } },
  },
  // Path, method, server
  {
    name: 'the path is renamed',
    make: ({ document }) => {
      rename(objectAt(document, 'paths'), '/organization/invites', '/teams/invitations');
    },
    sends: { path: '/v1/teams/invitations' },
  },
  {
    name: 'the path gets a parameter',
    make: ({ document, operation }) => {
      rename(objectAt(document, 'paths'), '/organization/invites', '/teams/{team}/invites');
      operation['parameters'] = [{ name: 'team', in: 'path', required: true, schema: string }];
    },
    stops: /:\d+: .*inviteUser.*parameter "team"/,
  },
  {
    name: 'a query parameter is required',
    make: ({ operation }) => {
      operation['parameters'] = [{ name: 'team', in: 'query', required: true, schema: string }];
    },
    stops: /:\d+: .*inviteUser.*parameter "team"/,
  },
  {
    name: 'a query parameter may be given',
    make: ({ operation }) => {
      operation['parameters'] = [{ name: 'notify', in: 'query', schema: { type: 'boolean' } }];
    },
    sends: { path: '/v1/organization/invites' },
  },
  {
    name: 'the method changes',
    make: ({ document }) => {
      rename(objectAt(objectAt(document, 'paths'), '/organization/invites'), 'post', 'put');
    },
    sends: { method: 'PUT' },
  },
  {
    name: 'the method is one without a body',
    make: ({ document }) => {
      rename(objectAt(objectAt(document, 'paths'), '/organization/invites'), 'post', 'get');
    },
    stops: /:\d+: .*inviteUser.*GET/,
  },
  {
    name: 'the operation is renamed',
    make: ({ operation }) => (operation['operationId'] = 'createInvite'),
  },
  {
    name: 'the server moves',
    make: ({ document }) => (document['servers'] = [{ url: 'https://eu.example.com/api/v2/' }]),
    sends: { path: '/api/v2/organization/invites' },
  },
  {
    name: 'the server has variables',
    make: ({ document }) => {
      document['servers'] = [
        {
          url: 'https://{region}.example.com/{version}',
          variables: { region: { default: 'eu' }, version: { default: 'v3', enum: ['v2', 'v3'] } },
        },
      ];
    },
    sends: { path: '/v3/organization/invites' },
  },
  {
    name: 'the operation has a server of its own',
    make: ({ operation }) => (operation['servers'] = [{ url: 'https://admin.example.com/v9' }]),
    sends: { path: '/v9/organization/invites' },
  },
];
