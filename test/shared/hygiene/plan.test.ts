import type { ReportedKey, ReportRow } from '../../../shared/hygiene/credential-report';
import { planOf } from '../../../shared/hygiene/plan';
import type { RosterUser, Source } from '../../../shared/hygiene/roster';
import { parseUserName } from '../../../shared/ids';

const NOW = new Date('2026-05-20T00:00:00Z');
const key = (slot: number, daysOld: number): ReportedKey => ({
  slot,
  active: { value: true },
  createdAt: { value: new Date(NOW.getTime() - daysOld * 86_400_000) },
  lastUse: { value: 'never' },
});
const row = (name: string, ...keys: ReportedKey[]): ReportRow => ({
  principal: `${name}@x`,
  console: { value: false },
  mfa: { value: false },
  createdAt: { value: NOW },
  lastLogon: { value: 'never' },
  keys: { value: keys },
});
const user = (name: string, ...keys: ReportedKey[]): RosterUser => ({
  name,
  askable: parseUserName(name),
  row: row(name, ...keys),
});
const source = (believed = true): Source => ({ report: undefined, believed, why: 'old', notes: [] });
const at = (daysOld: number) => new Date(NOW.getTime() - daysOld * 86_400_000).toISOString();
const crowd = (count: number) => Array.from({ length: count }, (_, i) => user(`u${i}`, key(1, 1 + (i % 500))));

test('of 10,000 users a twenty-fifth is asked for ids, whose keys changed first, then the oldest keys', () => {
  const changed = user('changed', key(1, 2));
  const users = [...crowd(9_999), changed];
  const plan = planOf(users, source(), { changed: { keys: [{ createdAt: at(40), id: 'LTAI1' }] } }, new Set());
  expect(plan.forIds.size).toBe(400);
  expect([...plan.forIds][0]).toBe(changed);
  const ages = [...plan.forIds].slice(1).map(({ row: own }) => own?.keys);
  expect(ages[0]).toEqual({ value: [key(1, 500)] });
  expect([...plan.wayOf.values()].filter((way) => way === 'ask')).toEqual([]);
});

test('whom the last nights failed to ask, or know already, does not stand before the others', () => {
  const users = crowd(300);
  const remembered = Object.fromEntries(
    users.slice(0, 150).map(({ name }) => [name, { asked: at(1), keys: [] }] as const),
  );
  const first = [...planOf(users, source(), remembered, new Set()).forIds].slice(0, 150);
  // A user whose key nobody knew at all has changed.
  expect(first.every(({ name }) => Number(name.slice(1)) < 150)).toBe(true);
  const known = Object.fromEntries(
    users.map(({ name }, i) => [name, { keys: [{ createdAt: at(1 + (i % 500)), id: `LTAI${i}` }] }] as const),
  );
  expect(planOf(users, source(), known, new Set()).forIds.size).toBe(0);
});

test.each<[string, RosterUser, boolean, string]>([
  ['no keys', user('a'), true, 'none'],
  ['keys', user('a', key(1, 3), key(2, 4)), true, 'report'],
  ['two keys of the same second', user('a', key(1, 3), key(2, 3)), true, 'ask'],
  ['an unreadable cell', user('a', { ...key(1, 3), lastUse: { couldNotCheck: 'x' } }), true, 'ask'],
  ['a report that is too old', user('a', key(1, 3)), false, 'ask'],
  ['no row', { ...user('a'), row: undefined }, true, 'ask'],
  ['a name that no RAM user has', { ...user('a', key(1, 3)), askable: undefined }, true, 'ask'],
])('%s', (_, one, believed, way) => {
  expect(planOf([one], source(believed), {}, new Set()).wayOf.get(one)).toBe(way);
});

test('a user whose key stands in the leak list is asked whatever the report says', () => {
  const one = user('a', key(1, 3));
  expect(planOf([one], source(), {}, new Set(['a'])).wayOf.get(one)).toBe('ask');
});
