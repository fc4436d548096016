import fc from 'fast-check';
import { deniesAtLeast } from '../../../shared/ram-policy/covers';
import {
  freezeDocument,
  highRiskDocument,
  quarantineDocument,
  quarantineDocuments,
} from '../../../shared/ram-policy/documents';
import { evaluate } from '../../../shared/ram-policy/evaluate';
import { sayTheSame } from '../../../shared/ram-policy/joined';
import { parsePolicy } from '../../../shared/ram-policy/parse';

const scope = {
  bucket: 'acme-evidence',
  accountId: '1234567890123456',
  region: 'cn-hangzhou',
  trailBucket: 'acme-trail',
};
const QUARANTINE = quarantineDocument(scope).document;
const FREEZE = freezeDocument().document;

interface Written {
  Effect?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource: string | string[];
  Condition?: object;
}
const policy = (...Statement: Written[]): string => JSON.stringify({ Version: '1', Statement });
const deny = (Action: string | string[], Resource: string | string[] = '*', more: object = {}): Written => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});
const allow = (Action: string, Resource = '*'): Written => ({ ...deny(Action, Resource), Effect: 'Allow' });

/** The quarantine with its statements changed. */
function edited(change: (statements: (Written & { Action: string[] })[]) => Written[]): string {
  return policy(...change((JSON.parse(QUARANTINE) as { Statement: (Written & { Action: string[] })[] }).Statement));
}
const without = (...actions: string[]): string =>
  edited(([powers, ...rest]) => [
    { ...(powers as Written), Action: (powers?.Action ?? []).filter((one) => !actions.includes(one)) },
    ...rest,
  ]);
const plus = (...more: Written[]): string => edited((statements) => [...statements, ...more]);
const lastMonth = { Condition: { DateLessThan: { 'acs:CurrentTime': '2020-01-01T00:00:00Z' } } };

test.each<[string, readonly string[], string]>([
  ['the text itself', [QUARANTINE], QUARANTINE],
  ['the same, written otherwise', [edited((all) => all.reverse())], QUARANTINE],
  [
    'in the parts that a small account takes',
    quarantineDocuments(scope, 2048).map(({ document }) => document),
    QUARANTINE,
  ],
  ['one more action', [plus(deny('oss:GetObject'))], QUARANTINE],
  ['one more under a condition', [plus(deny('oss:GetObject', '*', lastMonth))], QUARANTINE],
  [
    'more of a service that it names',
    [
      edited(([powers, ...rest]) => [
        { ...(powers as Written), Action: [...(powers?.Action ?? []), 'ecs:*'] },
        ...rest,
      ]),
    ],
    QUARANTINE,
  ],
  [
    'a wider pattern in the place of others',
    [
      edited(([powers, ...rest]) => [
        {
          ...(powers as Written),
          Action: [...(powers?.Action ?? []).filter((one) => !one.startsWith('ecs:')), 'ECS:*'],
        },
        ...rest,
      ]),
    ],
    QUARANTINE,
  ],
  ['everything', [FREEZE], QUARANTINE],
  ['everything, with an empty condition of the console', [policy(deny('*', '*', { Condition: {} }))], FREEZE],
  [
    'all but reading, and what is protected',
    [plus({ Effect: 'Deny', NotAction: ['oss:Get*', 'ecs:Describe*'], Resource: '*' })],
    QUARANTINE,
  ],
  [
    'all but what it leaves, in its place',
    [policy({ Effect: 'Deny', NotAction: 'ots:GetRow', Resource: '*' })],
    QUARANTINE,
  ],
  ['a wider resource', [policy(deny('oss:*', 'acs:oss:*:*:a*'))], policy(deny('oss:Put*', 'acs:oss:*:*:acme/*'))],
])('as strict: %s', (_, documents, ours) => {
  expect(deniesAtLeast(documents, ours)).toBe(true);
});

test.each<[string, readonly string[], string]>([
  ['nothing at all', [], QUARANTINE],
  ['one action less', [without('sts:AssumeRole')], QUARANTINE],
  ['the 39 gravest alone', [highRiskDocument().document], QUARANTINE],
  ['the 39 gravest for a freeze', [highRiskDocument().document], FREEZE],
  ['the quarantine for a freeze', [QUARANTINE], FREEZE],
  ['without what protects the tool', [edited(([powers]) => [powers as Written])], QUARANTINE],
  ['of another account', [quarantineDocument({ ...scope, accountId: '1' }).document], QUARANTINE],
  ['of another bucket', [quarantineDocument({ ...scope, bucket: 'other-bucket' }).document], QUARANTINE],
  ['on a resource alone', [policy(deny('*', 'acs:oss:*:*:*'))], FREEZE],
  ['under a condition', [policy(deny('*', '*', lastMonth))], FREEZE],
  ['all but one', [policy({ Effect: 'Deny', NotAction: 'ots:GetRow', Resource: '*' })], FREEZE],
  ['all but one that it denies', [policy({ Effect: 'Deny', NotAction: 'ram:CreateUser', Resource: '*' })], QUARANTINE],
  ['with an allow, which would be handed out', [plus(allow('*'))], QUARANTINE],
  ['with an allow in a part', [FREEZE, policy(allow('ots:GetRow'))], FREEZE],
  ['allowed in its place', [policy(allow('*'))], FREEZE],
  ['no JSON', ['{'], FREEZE],
  ['a part that does not parse', [FREEZE, '{'], FREEZE],
  ['an element that nobody defines', [policy(deny('*', '*', { NotResource: '*' }))], FREEZE],
  [
    'a member twice',
    ['{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Deny","Action":"*","Resource":"*"}]}'],
    FREEZE,
  ],
  ['patterns in a form that no document shows', [policy(deny('*a*:*'))], policy(deny('ram:CreateUser'))],
  ['a question mark for a star', [policy(deny('ram:?'))], policy(deny('ram:*'))],
  ['a question mark for a character', [policy(deny('ram:Create?ser'))], policy(deny('ram:CreateUser'))],
  [
    'a resource of another case',
    [policy(deny('oss:*', 'acs:oss:*:*:Acme'))],
    policy(deny('oss:*', 'acs:oss:*:*:acme')),
  ],
  ['what nobody of ours writes: an allow', [FREEZE, policy(allow('*'))], policy(allow('*'))],
])('weaker: %s', (_, documents, ours) => {
  expect(deniesAtLeast(documents, ours)).toBe(false);
});

test('each action and each protected resource that is taken out makes it weaker', () => {
  const { Statement } = JSON.parse(QUARANTINE) as { Statement: { Action: string[]; Resource: string | string[] }[] };
  const needless = Statement.flatMap(({ Action, Resource }, at) => {
    const isStrict = (element: object): boolean =>
      deniesAtLeast([edited((all) => all.map((one, i) => (i === at ? { ...one, ...element } : one)))], QUARANTINE);
    const resources = Array.isArray(Resource) && Resource.length > 1 ? Resource : [];
    return [
      ...Action.filter((action) => isStrict({ Action: Action.filter((one) => one !== action) })),
      ...resources.filter((resource) => isStrict({ Resource: resources.filter((one) => one !== resource) })),
    ].map((one) => `${at}: ${one}`);
  });
  // Deleting is denied on whatever lies there already.
  expect(needless).toEqual(['2: oss:Delete*']);
});

const ACTIONS = ['oss:GetObject', 'oss:PutObject', 'ram:CreateUser', 'ECS:RunInstances', 'ots:GetRow'];
const RESOURCES = ['*', 'acs:oss:*:1:a', 'acs:oss:*:1:a/x', 'acs:oss:*:1:ab/x', 'acs:ram:*:1:user/u'];
const actionPattern = fc.constantFrom(
  ...ACTIONS,
  '*',
  'oss:*',
  'oss:Get*',
  'o?s:Get*',
  '*:*User',
  'ram:*',
  '*:*',
  'ecs:R*s',
);
const resourcePattern = fc.constantFrom(
  ...RESOURCES,
  'acs:oss:*:*:a/*',
  'acs:oss:*:*:a*',
  'acs:*',
  '*a*',
  'acs:oss:*:1:?',
);
const someOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const statement = fc
  .record({
    effect: fc.constantFrom('Deny', 'Deny', 'Deny', 'Allow'),
    name: fc.constantFrom('Action', 'Action', 'NotAction'),
    actions: someOf(actionPattern),
    resources: someOf(resourcePattern),
    condition: fc.constantFrom(
      {},
      {},
      { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } },
      { StringNotEquals: { n: '5' } },
    ),
  })
  .map(({ effect, name, actions, resources, condition }) => ({
    Effect: effect,
    [name]: actions,
    Resource: resources,
    Condition: condition,
  }));
const document = someOf(statement).map((all) => JSON.stringify({ Version: '1', Statement: all }));
const request = fc.record({
  action: fc.constantFrom(...ACTIONS, 'oss:ListBuckets', 'ram:DeleteUser', 'sts:AssumeRole'),
  resource: fc.constantFrom(...RESOURCES, 'acs:oss:*:1:b', 'acs:oss:*:1:c/y'),
  context: fc.constantFrom({}, { 'acs:SourceIp': '10.0.0.1' }, { 'acs:SourceIp': '192.0.2.1', n: '5' }),
});
const denial = fc
  .record({ actions: someOf(actionPattern), resources: someOf(resourcePattern) })
  .map(({ actions, resources }) => policy(deny(actions, resources)));

const says = (documents: readonly string[], asked: { action: string; resource: string; context: object }): string =>
  evaluate(
    [...documents, policy(allow('*'))].map((one) => parsePolicy(one)),
    asked as Parameters<typeof evaluate>[1],
  ).decision;

test('whatever ours denies, what is called as strict denies, by evaluation', () => {
  let strict = 0;
  const documents = fc.oneof(someOf(document), someOf(denial));
  fc.assert(
    fc.property(documents, denial, fc.array(request, { minLength: 5, maxLength: 20 }), (theirs, ours, asked) => {
      if (!deniesAtLeast(theirs, ours)) return;
      strict += 1;
      for (const one of asked) if (says([ours], one) === 'Deny') expect(says(theirs, one)).toBe('Deny');
      // Nothing is handed out by it either.
      for (const one of asked)
        expect(
          evaluate(
            theirs.map((text) => parsePolicy(text)),
            one,
          ).decision,
        ).not.toBe('Allow');
    }),
    { numRuns: 1_500 },
  );
  expect(strict).toBeGreaterThan(30);
});

test('what says the same is as strict, and so is it with any deny besides', () => {
  fc.assert(
    fc.property(denial, denial, (ours, more) => {
      if (sayTheSame([ours], ours)) expect(deniesAtLeast([ours, more], ours)).toBe(true);
    }),
  );
});

test('never throws, whatever stands there', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (texts) => !deniesAtLeast(texts, QUARANTINE)));
});
