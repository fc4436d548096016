import { planForMade, type SeenIdentity } from '../../../shared/containment/made';
import type { UserName } from '../../../shared/ids';

const BEGAN = '2026-05-20T12:00:00.700Z';
const after = { createdAt: new Date('2026-05-20T12:30:00Z') };
const seen = (name: string, live: SeenIdentity['live'] = after, type: SeenIdentity['type'] = 'user'): SeenIdentity => ({
  type,
  name,
  live,
});
const plan = (...all: SeenIdentity[]) =>
  planForMade(
    all,
    { began: BEGAN, ownUser: 'ci-bot' },
    { exclude: { users: new Set(['boss' as UserName]), keys: new Set() } },
  );

test.each<[string, SeenIdentity, 'contained' | 'left' | 'unchecked' | 'nothing']>([
  ['made since the suspicion began', seen('svc-backup'), 'contained'],
  ['a role made since', seen('backdoor', after, 'role'), 'contained'],
  [
    'made in the very second, as RAM tells it',
    seen('svc', { createdAt: new Date('2026-05-20T12:00:00Z') }),
    'contained',
  ],
  ['made a second before', seen('svc', { createdAt: new Date('2026-05-20T11:59:59Z') }), 'left'],
  ['nobody knows when it was made', seen('svc', { createdAt: undefined }), 'left'],
  ['on the exclusion list', seen('boss'), 'left'],
  ['a role with the name of an excluded user', seen('boss', after, 'role'), 'contained'],
  ["a role of a cloud's service", seen('AliyunServiceRoleForFC', after, 'role'), 'left'],
  ["a user named like a service's role", seen('AliyunServiceRoleForLog', after), 'contained'],
  ['a user named like the tool', seen('ak-tourniquet-respond', after), 'contained'],
  ["a role named like one of the tool's", seen('ak-tourniquet-backup', after, 'role'), 'contained'],
  ["the tool's own role, written otherwise", seen('AK-Tourniquet-Respond', after, 'role'), 'left'],
  ["the tool's own role", seen('ak-tourniquet-respond', after, 'role'), 'left'],
  ["the key's own user, who is contained already", seen('ci-bot'), 'nothing'],
  ['gone meanwhile', seen('svc', 'gone'), 'nothing'],
  ['not to be looked at', seen('svc', { couldNotCheck: 'RAM does not answer' }), 'unchecked'],
])('%s', (_, one, expected) => {
  const { contain, left, unchecked } = plan(one);
  expect([contain.length, left.length, unchecked.length]).toEqual(
    { contained: [1, 0, 0], left: [0, 1, 0], unchecked: [0, 0, 1], nothing: [0, 0, 0] }[expected],
  );
});

test('ten of an incident, and the rest is told', () => {
  const { contain, left } = plan(...Array.from({ length: 13 }, (_, i) => seen(`svc-${i}`)));
  expect([contain.length, left.length]).toEqual([10, 3]);
  expect(left[0]?.why).toMatch(/^10 others/);
});
