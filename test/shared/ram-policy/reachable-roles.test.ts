import fc from 'fast-check';
import { reachableRoles, type Through } from '../../../shared/ram-policy/reachable-roles';
import { trusts } from '../../../shared/ram-policy/trust';

const ACCOUNT = '1234567890123456';
const arn = (who: string) => `acs:ram::${ACCOUNT}:${who}`;
const trusting = (RAM: readonly string[], more: object = {}) =>
  JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM }, ...more }],
  });
const found = (roles: Readonly<Record<string, string>>) =>
  Object.fromEntries(reachableRoles(new Map(Object.entries(roles)), ACCOUNT, 'ci-bot'));

const ROWS: readonly (readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, Through>>])[] = [
  ['one that names him', { a: trusting([arn('user/ci-bot')]) }, { a: 'him' }],
  ['RAM does not tell the case of a name', { a: trusting([arn('user/CI-Bot')]) }, { a: 'him' }],
  [
    'one that names the account',
    { a: trusting([arn('root')]), b: trusting([ACCOUNT]) },
    { a: 'everybody', b: 'everybody' },
  ],
  ['one that names another', { a: trusting([arn('user/ci-bot2'), 'acs:ram::9999999999999999:root']) }, {}],
  [
    'one that a condition narrows: who may write it meets it',
    { a: trusting([arn('user/ci-bot')], { Condition: { Bool: { 'acs:MFAPresent': ['true'] } } }) },
    { a: 'him' },
  ],
  [
    'from role to role, in a ring as well',
    { c: trusting([arn('role/b')]), b: trusting([arn('role/a'), arn('role/c')]), a: trusting([arn('user/ci-bot')]) },
    { a: 'him', b: { role: 'a' }, c: { role: 'b' } },
  ],
  ['a ring that he is not in', { a: trusting([arn('role/b')]), b: trusting([arn('role/a')]) }, {}],
  ['a service', { a: trusting([], { Principal: { Service: ['fc.aliyuncs.com'] } }) }, {}],
];

test.each(ROWS)('%s', (_, roles, ways) => expect(found(roles)).toEqual(ways));

test('whatever trusts whom: what one more look from what was found would add was found', () => {
  const who = fc.constantFrom('user/ci-bot', 'user/x', ...[0, 1, 2, 3, 4, 5].map((n) => `role/r${n}`));
  const roles = fc.array(fc.array(who, { maxLength: 2 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(roles, (lists) => {
      const documents = new Map(lists.map((names, n) => [`r${n}`, trusting(names.map(arn))] as const));
      const ways = reachableRoles(documents, ACCOUNT, 'ci-bot');
      const heIs = ['user/ci-bot', ...[...ways.keys()].map((name) => `role/${name}`)];
      for (const [name, document] of documents)
        expect(ways.has(name)).toBe(
          heIs.some((one) => one !== `role/${name}` && trusts(document, ACCOUNT, one) !== 'others'),
        );
      for (const [, way] of ways) if (typeof way === 'object') expect(ways.has(way.role)).toBe(true);
    }),
  );
});
