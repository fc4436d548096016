import type { AccessKey } from '../../../shared/aliyun/ram';
import type { LeakRecord } from '../../../shared/aliyun/security-center';
import { daysAgo } from '../../../shared/hygiene/checks/samples';
import type { ReportedKey } from '../../../shared/hygiene/credential-report';
import { leakOf } from '../../../shared/hygiene/leak-list';
import { matchKeys } from '../../../shared/hygiene/match';

const live = (id: string, days: number): AccessKey => ({ id, status: 'Active', createdAt: daysAgo(days) });
const reported = (slot: number, days: number): ReportedKey => ({
  slot,
  active: { value: true },
  createdAt: { value: daysAgo(days) },
  lastUse: { value: 'never' },
});

test.each([
  [
    'by when they were made, in any order',
    [live('a', 1), live('b', 2)],
    [reported(1, 2), reported(2, 1)],
    { a: 2, b: 1 },
  ],
  ['a key made after the report is not in it', [live('a', 1), live('b', 0)], [reported(1, 1)], { a: 1 }],
  ['one that is gone again matches nothing', [live('a', 1)], [reported(1, 1), reported(2, 9)], { a: 1 }],
  ['two of the same second match nothing', [live('a', 1), live('b', 1)], [reported(1, 1), reported(2, 1)], {}],
  ['one of two of the same second, neither', [live('a', 1)], [reported(1, 1), reported(2, 1)], {}],
  ['RAM names no time', [{ ...live('a', 1), createdAt: undefined }], [reported(1, 1)], {}],
])('%s', (_, keys, slots, expected) => {
  const matched = [...matchKeys(keys, slots)].map(([id, { slot }]) => [id, slot]);
  expect(Object.fromEntries(matched)).toEqual(expected);
});

const record = (accessKeyId: string, userType: LeakRecord['userType']): LeakRecord => ({
  id: '1',
  accessKeyId,
  userName: 'x',
  userType,
  status: 'pending',
  dealType: 'pending',
  dealTime: undefined,
  foundAt: daysAgo(2),
  url: undefined,
});
const ram = { type: 'ram-user', name: 'ann' } as const;
const root = { type: 'root' } as const;

test.each([
  ['a key by its id', { id: 'A', owner: ram }, [record('A', 'ram')], 'leaked'],
  ['an id is matched whole', { id: 'A', owner: ram }, [record('AB', 'ram')], 'clean'],
  ['no id, an empty list', { id: undefined, owner: ram }, [], 'clean'],
  ['no id, the list names only keys of others', { id: undefined, owner: ram }, [record('B', 'ram')], 'clean'],
  ['no id, the list names a stranger', { id: undefined, owner: ram }, [record('C', 'ram')], 'unknown'],
  ['no id, the stranger is nobody any more', { id: undefined, owner: ram }, [record('D', 'ram')], 'clean'],
  ['no id, the stranger is root', { id: undefined, owner: ram }, [record('C', 'master')], 'clean'],
  ['root, a stranger of root', { id: undefined, owner: root }, [record('C', 'master')], 'leaked'],
  ['root, a stranger of a user', { id: undefined, owner: root }, [record('C', 'ram')], 'clean'],
  ['root, a stranger of nobody knows', { id: undefined, owner: root }, [record('C', undefined)], 'unknown'],
] as const)('%s', (_, key, leaks, expected) => {
  const found = leakOf(
    key,
    { records: { value: leaks }, owners: new Set(), gone: new Set(['D']) },
    new Set(['A', 'B']),
  );
  expect('value' in found ? (found.value ? 'leaked' : 'clean') : 'unknown').toBe(expected);
});
