import fc from 'fast-check';
import { type Asked, naiveVerdict } from '../../../bench/baselines/naive-policy';
import { PolicyInvalid } from '../../../shared/errors';
import { OPERATOR_NAMES } from '../../../shared/ram-policy/conditions';
import { evaluate } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import { mutated, mutatedText, tidy } from './mutate';
import { STRINGS } from './strings';
import type { Target } from './target';

const ACTIONS = ['oss:GetObject', 'oss:PutObject', 'ram:CreateUser', 'ecs:RunInstances', 'RAM:createuser', 'oss:', 'x'];
const PATTERNS = [
  '*',
  'oss:*',
  '*:Get*',
  'o?s:*Object',
  'ram:Create*',
  '*:*',
  'OSS:GETOBJECT',
  'ecs:Run*s',
  'oss:**t',
  '?*',
  '*a*e*U*r',
  '\u0130:*',
  '??s:?et*',
];
const RESOURCES = [
  '*',
  'acs:oss:*:1:b',
  'acs:oss:*:1:b/a/x',
  'acs:ram:*:1:user/u',
  'acs:oss:cn-hangzhou:1:b/\u{1f511}',
  'B',
];
const RESOURCE_PATTERNS = [
  '*',
  'acs:oss:*:*:b/*',
  'acs:oss:*b',
  'acs:*:user/?',
  'acs:oss:*:1:b/?',
  'acs:oss:*:*:b?*',
  'b',
];
const KEYS = ['acs:SourceIp', 'n', 't', 'd', 'toString', '__proto__'];
const ADDRESSES = [
  '10.0.0.1',
  '10.255.0.1',
  '203.0.113.7',
  '::ffff:10.0.0.1',
  '2001:db8::1',
  '::',
  '10.0.0.01',
  'fe80::1%eth0',
  '::ffff:a00:1',
  '1.2.3',
];
const BLOCKS = [
  '10.0.0.0/8',
  '0.0.0.0/0',
  '::/0',
  '2001:db8::/32',
  '::ffff:10.0.0.0/104',
  '::ffff:0:0/95',
  '203.0.113.7',
  '10.0.0.1/31',
  '::1',
];
const NUMBERS = ['0', '-0', '7', '7.0', '1e1', '-3', '.5', '5.', '0x10', '1e400', ' 7', '', '1e-5'];
const DATES = [
  '2026-05-20',
  '2026-05-20T12:00:00Z',
  '2026-05-20T20:00:00+08:00',
  '2026-05-20T20:00:00+0800',
  '2026-05-20T12:00',
  '2026-02-30',
  '2024-02-29T23:59:59.5Z',
  '2026-05-20T24:00:00Z',
  '0001-01-01',
];
const TEXTS = ['a', 'A', 'logs/2026', 'logs/*', 'LOGS/2026', '?', 'true', 'FALSE', 'ß', 'SS', '\u0130', 'i\u0307'];
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  String: TEXTS,
  Numeric: NUMBERS,
  Date: DATES,
  Bool: ['true', 'false', 'TRUE', 'yes'],
  Ip: BLOCKS,
  Not: BLOCKS,
};

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 4 }));
const odd = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...STRINGS.map(({ text }) => text)) },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', 'b', ':', '/', '*', '?', 'A', '\u{1f511}', '\ud800', '.'),
      minLength: 1,
      maxLength: 20,
    }),
  },
);
const among = (known: readonly string[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: odd });

const condition = fc.constantFrom(...OPERATOR_NAMES).chain((operator) => {
  const [, kind = ''] = /^(String|Numeric|Date|Bool|Ip|Not)/.exec(operator) ?? [];
  const operand = among(OPERANDS[kind] ?? TEXTS);
  return fc.tuple(fc.constant(operator), fc.dictionary(among(KEYS), few(operand), { minKeys: 1, maxKeys: 2 }));
});
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    element: fc.constantFrom('Action', 'Action', 'NotAction'),
    patterns: few(among([...ACTIONS, ...PATTERNS])),
    Resource: few(among([...RESOURCES, ...RESOURCE_PATTERNS])),
    conditions: fc.option(fc.array(condition, { maxLength: 2 })),
  })
  .map(({ element, patterns, conditions, ...rest }) => ({
    ...rest,
    [element]: patterns,
    ...(conditions ? { Condition: Object.fromEntries(conditions) } : {}),
  }));
const small = fc
  .oneof(statement, fc.array(statement, { minLength: 1, maxLength: 4 }))
  .map((Statement) => ({ Version: '1', Statement }));
/** As long as RAM takes them: 6,144 characters, in many actions or in few long ones. */
const large = fc
  .tuple(statement, fc.array(among(PATTERNS), { minLength: 1, maxLength: 8 }), fc.nat(300))
  .map(([one, parts, count]) => ({
    Version: '1',
    Statement: [
      {
        ...one,
        Resource: '*',
        Action: Array.from({ length: count + 1 }, (_, i) => `s${i % 40}:${parts[i % parts.length]}${i}`),
        ...('NotAction' in one ? { NotAction: undefined } : {}),
      },
      one,
    ],
  }));

const value = among([...ADDRESSES, ...NUMBERS, ...DATES, ...TEXTS]);
const scalar = fc.oneof(
  { weight: 5, arbitrary: value },
  { weight: 1, arbitrary: fc.oneof(fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })) },
);
const asked: fc.Arbitrary<Asked> = fc.record({
  action: among(ACTIONS),
  resource: among(RESOURCES),
  context: fc.dictionary(among(KEYS), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { maxKeys: 4 }),
});

/** JSON may write every letter as an escape; what is one already stays. */
const escaped = (text: string, every: number): string =>
  text.replace(/\\u[0-9a-f]{4}|\\.|[A-Za-z*?]/g, (part, at: number) =>
    part.length === 1 && at % every === 0 ? `\\u00${part.charCodeAt(0).toString(16)}` : part,
  );

function agree(documents: readonly unknown[], requests: readonly Asked[], every: number): boolean {
  const parsed = documents.flatMap((document) => {
    try {
      return [
        {
          document,
          policy: parsePolicy(typeof document === 'string' ? document : escaped(JSON.stringify(document) ?? '', every)),
        },
      ];
    } catch (error) {
      if (!(error instanceof PolicyInvalid) || error.message.length > 1_000) throw error;
      return [];
    }
  });
  const read = parsed.map(({ document }) => (typeof document === 'string' ? JSON.parse(document) : document));
  return requests.every((request) => {
    const said = evaluate(
      parsed.map(({ policy }) => policy),
      request as Parameters<typeof evaluate>[1],
    );
    const naive = naiveVerdict(read, request);
    return said.decision === naive.decision && said.policy === naive.policy && said.statement === naive.statement;
  });
}

const document = fc.oneof({ weight: 5, arbitrary: small }, { weight: 1, arbitrary: large }).map(tidy);
const anyDocument = fc.oneof(
  { weight: 4, arbitrary: document },
  { weight: 2, arbitrary: mutated(document, 2) },
  {
    weight: 1,
    arbitrary: mutatedText(
      document.map((one) => JSON.stringify(one)),
      odd,
    ),
  },
);

export const policy: Target = {
  name: { en: 'policies: parser and evaluator', zh: '权限策略：解析与判定' },
  holds: {
    en: 'a named refusal, or the same verdict and statement as a second, naive evaluator gives',
    zh: '给出明确的拒绝，或与另一个朴素判定器得出相同的结论与语句',
  },
  runs: [300, 30_000],
  property: () =>
    fc.property(
      fc.array(anyDocument, { minLength: 1, maxLength: 3 }),
      fc.array(asked, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 9 }),
      agree,
    ),
};
