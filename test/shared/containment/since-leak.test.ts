import { type Got, gainedSinceLeak } from '../../../shared/containment/since-leak';

const LEAK = '2026-05-20T10:00:00.700Z';
const DENY = '2026-05-20T12:00:00.300Z';
const NOTHING: Got = { policies: [], groups: [], loginMadeAt: undefined };
const policy = (attachedAt?: string) => ({
  policies: [{ name: 'Admin', type: 'System' as const, ...(attachedAt === undefined ? {} : { attachedAt }) }],
});

test.each<[string, Partial<Got>, readonly string[]]>([
  ['nothing', {}, []],
  ['a policy', policy('2026-05-20T11:00:00Z'), ['Admin was attached to him at 2026-05-20T11:00:00Z']],
  ['in the second of the leak', policy('2026-05-20T10:00:00Z'), ['Admin was attached to him at 2026-05-20T10:00:00Z']],
  ['before the leak', policy('2026-05-20T09:59:59Z'), []],
  ['behind the containment: the comparison with before has that', policy('2026-05-20T12:00:01Z'), []],
  ['RAM does not tell when', policy(), []],
  [
    'a group',
    { groups: [{ group: 'admins', joinedAt: '2026-05-20T11:00:00Z' }] },
    ['he was put into the group admins at 2026-05-20T11:00:00Z'],
  ],
  ['a group of before', { groups: [{ group: 'admins', joinedAt: '2025-05-20T11:00:00Z' }, { group: 'x' }] }, []],
  [
    'a console login',
    { loginMadeAt: '2026-05-20T11:00:00Z' },
    ['a console login was made for him at 2026-05-20T11:00:00Z'],
  ],
  ['a console login of before', { loginMadeAt: '2026-05-19T11:00:00Z' }, []],
])('%s', (_, got, said) => expect(gainedSinceLeak({ ...NOTHING, ...got }, LEAK, DENY)).toEqual(said));
