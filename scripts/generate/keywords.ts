import { _, Name, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import {
  alwaysValidSchema,
  evaluatedPropsToName,
  setEvaluated,
  Type,
} from 'ajv/dist/compile/util.js';
import { isObject } from '../openapi/json.js';

/** Adds keywords that Ajv lacks, and replaces those that it handles wrongly. */
export function defineKeywords(ajv: Ajv2020): void {
  for (const keyword of [readOnly, multipleOf, unevaluatedProperties]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  ajv.addKeyword(DOCUMENTED_ELSEWHERE);
  for (const keyword of CONDITIONAL) keepEvaluated(ajv, keyword);
}

/** Keywords of which a part applies to some values only. */
const CONDITIONAL = ['anyOf', 'oneOf', 'if', 'dependentSchemas'];

/**
 * Ajv forgets what the keywords before these have evaluated, if their first part does not apply
 * (ajv-validator/ajv#2559): it would note that within the code for that part.
 */
function keepEvaluated(ajv: Ajv2020, keyword: string): void {
  const definition = ajv.getKeyword(keyword);
  if (typeof definition !== 'object' || !('code' in definition)) return;
  const { code } = definition;
  definition.code = (context: KeywordCxt, rule?: string) => {
    const { gen, it } = context;
    if (typeof it.props === 'object' && !(it.props instanceof Name))
      it.props = evaluatedPropsToName(gen, it.props);
    if (typeof it.items === 'number') it.items = gen.var('items', it.items);
    code(context, rule);
  };
}

/** The names that only alternatives of a closed schema document. */
export const DOCUMENTED_ELSEWHERE = 'x-documented-elsewhere';

/** Fails for whatever is there: only a property that a request must not have is left with it. */
const readOnly: CodeKeywordDefinition = {
  keyword: 'readOnly',
  schemaType: 'boolean',
  error: { message: 'must not be sent: it is read-only' },
  code: (context: KeywordCxt) => {
    context.fail();
  },
};

/**
 * With a remainder as small as rounding makes it: 1.11 / 0.01 is 111.00000000000001. A quotient is
 * off by less than two units in its last place.
 */
const multipleOf: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: {
    message: ({ schemaCode }) => _`"must be multiple of " + ${schemaCode}`,
    params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
  },
  code: (context: KeywordCxt) => {
    const { gen, data, schemaCode } = context;
    const quotient = gen.const('quotient', _`${data}/${schemaCode}`);
    const remainder = _`Math.abs(Math.round(${quotient}) - ${quotient})`;
    context.fail(_`!(${remainder} <= Math.abs(${quotient}) * ${2 * Number.EPSILON})`);
  },
};

/**
 * As Ajv has it, but for three things:
 *
 * - Where something of a value is wrong already, what any of its alternatives documents is not
 *   called undocumented: which of these was meant nobody can tell then.
 * - A property that is named like one that every object inherits is not taken for evaluated.
 * - Many names are looked up in a set: Ajv nests a comparison for each, too deep for JavaScript.
 */
const unevaluatedProperties: CodeKeywordDefinition = {
  keyword: 'unevaluatedProperties',
  type: 'object',
  schemaType: ['boolean', 'object'],
  trackErrors: true,
  error: {
    message: 'must NOT have unevaluated properties',
    params: ({ params }) => _`{unevaluatedProperty: ${params['unevaluatedProperty']}}`,
  },
  code: (context: KeywordCxt) => {
    const { gen, data, errsCount, it } = context;
    excuseDocumentedElsewhere(context);
    const { props } = it;
    const checkEach = (): void => {
      gen.forIn('key', data, (key) => {
        gen.if(isUnevaluated(context, key), () => {
          checkUnevaluated(context, key);
        });
      });
    };
    if (props instanceof Name) gen.if(_`${props} !== true`, checkEach);
    else if (props !== true) checkEach();
    it.props = true;
    context.ok(_`${errsCount} === errors`);
  },
};

function excuseDocumentedElsewhere({ gen, it, parentSchema }: KeywordCxt): void {
  const elsewhere: unknown = parentSchema[DOCUMENTED_ELSEWHERE];
  if (!Array.isArray(elsewhere) || it.props === true) return;
  const props = it.props instanceof Name ? it.props : evaluatedPropsToName(gen, it.props);
  const documented = Object.fromEntries(elsewhere.map((name) => [String(name), true as const]));
  gen.if(_`errors > 0 && ${props} !== true`, () => {
    gen.assign(props, _`${props} || {}`);
    setEvaluated(gen, props, documented);
  });
  it.props = props;
}

/** Comparisons with up to this many names read better than a set of them. */
const FEW = 30;

function isUnevaluated({ gen, it: { props } }: KeywordCxt, key: Name): Code {
  // An assignment to `__proto__` marks nothing, so that name passes.
  if (props instanceof Name)
    return _`!${props} || ${key} !== "__proto__" && !Object.hasOwn(${props}, ${key})`;
  const known = typeof props === 'object' ? Object.keys(props) : [];
  if (known.length > FEW) {
    const code = _`new Set(${stringify(known)})`;
    return _`!${gen.scopeValue('obj', { ref: known, code })}.has(${key})`;
  }
  const [first, ...others] = known.map((name) => _`${key} !== ${name}`);
  return first === undefined ? _`true` : others.reduce((all, one) => _`${all} && ${one}`, first);
}

function checkUnevaluated(context: KeywordCxt, key: Name): void {
  const { gen, it } = context;
  const schema: unknown = context.schema;
  if (schema === false) {
    context.setParams({ unevaluatedProperty: key });
    context.error();
  } else if (!isObject(schema) || !alwaysValidSchema(it, schema)) {
    context.subschema(
      { keyword: 'unevaluatedProperties', dataProp: key, dataPropType: Type.Str },
      gen.name('valid'),
    );
  }
}
