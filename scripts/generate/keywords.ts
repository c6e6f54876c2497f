import { _, Name, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { evaluatedPropsToName, setEvaluated } from 'ajv/dist/compile/util.js';

/** Adds what Ajv lacks, and replaces what it gets wrong. */
export function defineKeywords(ajv: Ajv2020): void {
  const known = ajv.getKeyword('unevaluatedProperties');
  if (typeof known !== 'object' || !('code' in known)) throw new Error('Ajv has other keywords.');
  for (const keyword of [readOnly, multipleOf, unevaluatedProperties(known)]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  ajv.addKeyword(DOCUMENTED_ELSEWHERE);
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
 * Where something of a value is wrong already, what any of its alternatives documents is not called
 * undocumented: which of these was meant nobody can tell then.
 */
const unevaluatedProperties = (known: CodeKeywordDefinition): CodeKeywordDefinition => ({
  ...known,
  code: (context: KeywordCxt) => {
    const { gen, it, parentSchema } = context;
    const elsewhere: unknown = parentSchema[DOCUMENTED_ELSEWHERE];
    if (Array.isArray(elsewhere) && it.props !== true) {
      const props = it.props instanceof Name ? it.props : evaluatedPropsToName(gen, it.props);
      const documented = Object.fromEntries(elsewhere.map((name) => [String(name), true as const]));
      gen.if(_`errors > 0 && ${props} !== true`, () => {
        gen.assign(props, _`${props} || {}`);
        setEvaluated(gen, props, documented);
      });
      it.props = props;
    }
    known.code(context);
  },
});
