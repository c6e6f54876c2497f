/** Every supported keyword of schemas; others are left out. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength
   pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties
   required dependentRequired properties patternProperties additionalProperties propertyNames
   unevaluatedProperties dependentSchemas items prefixItems contains unevaluatedItems allOf anyOf
   oneOf not if then else format title description default example examples deprecated`.split(
    /\s+/,
  ),
);

/** Those that say nothing about which values are valid. */
export const ANNOTATIONS: ReadonlySet<string> = new Set(
  'title description default example examples deprecated'.split(' '),
);

/** Those whose schemas describe the very value that the schema around them describes. */
export const IN_PLACE: ReadonlySet<string> = new Set(
  'allOf anyOf oneOf not if then else dependentSchemas'.split(' '),
);

/** Those that describe properties without naming each. */
export const OTHER_PROPERTIES: ReadonlySet<string> = new Set(
  'patternProperties additionalProperties unevaluatedProperties'.split(' '),
);
