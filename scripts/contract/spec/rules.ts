/**
 * The linter's rules that bear on this client: what can make the generated code wrong, or leave it
 * without something it is made from. Matters of taste (summaries, tags, names) are the publisher's
 * and would only teach us to ignore the report.
 */
export const rules = {
  // Without these, the document is not valid OpenAPI, or is misleading.
  struct: 'error',
  'no-unresolved-refs': 'error',
  'spec-components-invalid-map-name': 'error',
  // Two paths for one request: it would be random which operation's types and checks apply.
  'no-identical-paths': 'error',
  'no-ambiguous-paths': 'error',
  // Parameters become the arguments of a call: each once, each with its place in the path.
  'path-parameters-defined': 'error',
  'operation-parameters-unique': 'error',
  'path-not-include-query': 'error',
  'path-declaration-must-exist': 'error',
  // The default base URL comes from here.
  'no-empty-servers': 'error',
  'no-undefined-server-variable': 'error',
  'no-server-variables-empty-enum': 'error',
  // The wire check asks whether a request satisfies its scheme, which must exist for that.
  'security-defined': 'error',
  // What `inviteUser` returns is named after a success.
  'operation-2xx-response': 'error',
  // Dead weight: `npm run sync` writes the smallest document.
  'no-unused-components': 'warn',
} as const;

// Left to checks of our own in this folder, which see more: `no-enum-type-mismatch` (only the
// type), `no-required-schema-properties-undefined` (not what an allOf adds from outside), the
// `no-invalid-…-examples` family (not what `x-oaiMeta` holds). `operation-operationId-unique` is left
// to the reader of operations, since the rule's pointer names nothing.
