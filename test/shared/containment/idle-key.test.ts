import { decideIdleKey, type IdleKeyFacts, type IdleRules } from '../../../shared/containment/idle-key/decide';
import type { LastUse } from '../../../shared/identity/types';
import { parseUserName } from '../../../shared/ids';
import { EMPTY } from '../../../shared/incident/state';

const DAY = 86_400_000;
const NOW = new Date('2026-05-20T18:40:00Z');
const ago = (days: number): string => new Date(NOW.getTime() - days * DAY).toISOString();
const used = (at: string | null): LastUse => ({ kind: 'known', at, sources: [] });
const task = { night: ago(0.01), user: 'ci-bot', first: ago(30), second: ago(20), announced: ago(1) };
const RULES: IdleRules = {
  ...{ mode: 'enforce', unusedDays: 90, exclude: { users: new Set(), keys: new Set() } },
  idleKeys: { action: 'disable', warnDays: 7, maxPerNight: 5 },
};
const KEY = { id: 'LTAI5tAnUnusedKey0000001', status: 'Active', createdAt: ago(400) } as const;
const facts = (more: Partial<IdleKeyFacts> = {}): IdleKeyFacts => ({
  ...{
    task,
    now: NOW,
    userName: parseUserName('ci-bot'),
    key: KEY,
    keys: [KEY.id],
    lastUse: used(ago(200)),
    spared: { value: false },
    state: EMPTY,
  },
  ...more,
});
const idle = { night: task.night, userName: 'ci-bot', at: task.night, end: null, reason: '' };
const signal = { leakId: 'sas:1' } as never;

test.each<[string, Partial<IdleKeyFacts>, string | RegExp, Partial<IdleRules>?]>([
  ['unused', {}, 'acts'],
  ['never used', { lastUse: used(null) }, 'acts'],
  [
    'a leak of it is released and over',
    { state: { ...EMPTY, signals: [signal], release: { complete: true } as never } },
    'acts',
  ],
  [
    'given back by a person since, whatever the nights remember of it',
    { state: { ...EMPTY, release: { complete: true, at: ago(80), by: 'alice' } as never } },
    /^alice has wanted it back at /,
  ],
  [
    'given back by a person longer ago than that',
    { state: { ...EMPTY, release: { complete: true, at: ago(91), by: 'alice' } as never } },
    'acts',
  ],
  ['turned off meanwhile', {}, /does not say disable/, { idleKeys: { ...RULES.idleKeys, action: 'report' } }],
  ['observe mode', {}, /observe mode/, { mode: 'observe' }],
  ['tried this night already', { state: { ...EMPTY, idle } }, /tried it before/],
  ['of a night long ago', { now: new Date(NOW.getTime() + DAY) }, /too old/],
  ['of a night to come', { now: new Date(NOW.getTime() - DAY) }, /too old/],
  ['of no night at all', { task: { ...task, night: 'x' } }, /too old/],
  ['two warnings too close', { task: { ...task, first: ago(21) } }, /not warned of twice/],
  ['announced too soon', { task: { ...task, second: ago(5) } }, /not warned of twice/],
  ['announced in the same night', { task: { ...task, announced: task.night } }, /not warned of twice/],
  ['never warned of', { task: { ...task, first: undefined as never } }, /not warned of twice/],
  ['the user gone', { userName: undefined }, /^it is gone$/],
  ['the key gone', { key: undefined }, /^it is gone$/],
  ['off', { key: { ...KEY, status: 'Inactive' } }, /off already/],
  [
    'its user excluded, by his name of today',
    { userName: parseUserName('ceo') },
    /exclusion list/,
    { exclude: { users: new Set(['ceo' as never]), keys: new Set() } },
  ],
  [
    'its user excluded, by his name of last night',
    { userName: parseUserName('ceo-2026'), namesLastNight: { value: new Map([[KEY.id, 'ceo']]) } },
    /exclusion list/,
    { exclude: { users: new Set(['ceo' as never]), keys: new Set() } },
  ],
  ['itself excluded', {}, /exclusion list/, { exclude: { users: new Set(), keys: new Set([KEY.id as never]) } }],
  [
    'another key of its user excluded: the switch is this key’s alone',
    {},
    'acts',
    { exclude: { users: new Set(), keys: new Set(['LTAI5tAnotherKeyOfHis001' as never]) } },
  ],
  [
    'what its user was called last night not known',
    { namesLastNight: { couldNotCheck: 'HTTP 500' } },
    /^who is excluded is not known: HTTP 500$/,
  ],
  ['excepted since', { spared: { value: true } }, /^an exception lets it stay unused$/],
  [
    'what is excepted not known',
    { spared: { couldNotCheck: 'HTTP 500' } },
    /excepted could not be checked \(HTTP 500\)/,
  ],
  ['contained', { state: { ...EMPTY, isContaining: true } }, /incident of it is open/],
  ['held', { state: { ...EMPTY, held: { since: ago(1), leakId: 'x', reason: 'x' } } }, /incident of it is open/],
  ['leaked, and nothing is over', { state: { ...EMPTY, signals: [signal] } }, /incident of it is open/],
  [
    'being rotated',
    { state: { ...EMPTY, rotation: { undone: null, deleted: null, finished: null, newKey: null } as never } },
    /incident of it is open/,
  ],
  [
    'its last use not known',
    { lastUse: { kind: 'unknown', why: 'Throttling' } },
    /could not be checked \(Throttling\)/,
  ],
  ['its last use not asked', { lastUse: { kind: 'not-asked' } }, /could not be checked/],
  ['young', { key: { ...KEY, createdAt: ago(89) } }, /younger/],
  ['of unknown age', { key: { ...KEY, createdAt: null } }, /younger/],
  ['in use', { lastUse: used(ago(89)) }, /in use/],
])('%s', (_, more, expected, rules = {}) => {
  const { act, reason } = decideIdleKey(facts(more), { ...RULES, ...rules });
  if (expected === 'acts') expect([act, reason]).toEqual([true, expect.stringMatching(/^unused for 90 days/)]);
  else {
    expect(act).toBe(false);
    expect(reason).toMatch(expected);
  }
});
