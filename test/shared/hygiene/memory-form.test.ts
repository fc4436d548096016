import type { Memory } from '../../../shared/hygiene/memory';
import { ladderParts, rememberedParts } from '../../../shared/hygiene/memory-form';

const at = '2026-05-20T18:30:00.000Z';
const counts = { total: 1, ok: 1, finding: 0, couldNotCheck: 0, excepted: 0 };
const night = {
  date: '2026-05-20',
  complete: true,
  keys: counts,
  findings: { high: 1 },
  couldNotCheck: 0,
  excepted: 0,
};
const whole: Memory = {
  ...{ schema: 1, at },
  users: {
    ann: { asked: at, keys: [{ createdAt: at, id: 'LTAI5tOne', off: { since: at, exact: true } }] },
    bob: { keys: [] },
  },
  policies: { 'Custom/x': { version: 'v1', updatedAt: at, readAt: at, document: null } },
  networks: { LTAI5tOne: { at, limited: true } },
  uses: {
    LTAI5tOne: {
      ...{ at, calls: [{ action: 'ram:ListUsers', lastAt: null }], buckets: ['b'], isCut: true },
      projects: [{ name: 'p', region: null }],
    },
    LTAI5tTwo: { at, calls: [], buckets: [] },
  },
  nights: [{ ...night, told: 'all' }] as unknown as NonNullable<Memory['nights']>,
  found: [
    {
      ...{ date: '2026-05-20', cut: ['x'] },
      checks: { 'key-unused': { severity: 'high', subjects: { a: { kind: 'key', user: 'ann', slot: 1 } } } },
    },
  ],
  pinned: { ceo: '2000' },
  part: {
    ...{ number: 1, asked: 'timer' },
    looks: { ann: [{ id: 'LTAI5tOne', active: true, createdAt: null, lastUse: { couldNotCheck: 'x' } }], bob: 'gone' },
  },
};

test('what one night left is what the next one knows', () => {
  expect(rememberedParts({ ...whole })).toEqual(whole);
  const { uses, nights, found, pinned, part, ...least } = whole;
  expect(rememberedParts(least)).toEqual(least);
});

test.each<[string, object, object]>([
  [
    'users that are none',
    { users: { ann: null, eve: { keys: 5 }, bob: { keys: [] } } },
    { users: { bob: { keys: [] } } },
  ],
  ['keys that are none', { users: { ann: { keys: [{ id: 'x' }] } } }, { users: {} }],
  ['policies that are none', { policies: { a: 3, b: null, c: { version: 'v1' } } }, { policies: {} }],
  ['networks that are none', { networks: { k: null, l: { at: 'soon', limited: true } } }, { networks: {} }],
  ['uses that are none', { uses: { k: 5, l: { at, calls: null, buckets: [] } } }, { uses: {} }],
  ['no map of uses', { uses: [] }, { uses: undefined }],
  ['nights that are no list', { nights: 'x' }, { nights: undefined }],
  ['nights that are none', { nights: [null, { date: 1 }, night] }, { nights: [] }],
  ['findings that are no list', { found: 1 }, { found: undefined }],
  ['findings that are none', { found: [null, { date: '2020-01-01', checks: null, cut: null }] }, { found: [] }],
  ['pins that are none', { pinned: { ceo: 7, boss: '1' } }, { pinned: { boss: '1' } }],
  ['no map of pins', { pinned: 'abc' }, { pinned: undefined }],
  ['a part without looks', { part: { number: 1, asked: 'timer', looks: null } }, { part: undefined }],
  ['a look that is none', { part: { number: 1, asked: 'timer', looks: { ann: [5] } } }, { part: undefined }],
  ['no time', { at: 'soon' }, { at: '1970-01-01T00:00:00.000Z' }],
])('%s: left out, and the rest stays', (_, odd, left) => {
  expect(rememberedParts({ ...whole, ...odd })).toEqual({ ...whole, ...left });
});

test.each<[string, object]>([
  ['another form', { schema: 'x' }],
  ['no users', { users: undefined }],
  ['no policies', { policies: [] }],
  ['no networks', { networks: null }],
])('%s: nothing of it is a memory', (_, odd) => {
  expect(rememberedParts({ ...whole, ...odd })).toBeUndefined();
});

test('a user called like a part of every object stays a user', () => {
  const users = JSON.parse('{"__proto__":{"keys":[]},"valueOf":{"keys":[]}}');
  expect(Object.keys(rememberedParts({ ...whole, users })?.users ?? {})).toEqual(['__proto__', 'valueOf']);
});

test('how far unused keys have come is read part by part as well', () => {
  const climb = { user: 'ann', first: at, second: at, announced: at, handed: at };
  const ladder = { schema: 1, keys: { LTAI5tOne: climb }, night: { at, users: 1, keys: 1 } };
  expect(ladderParts(ladder)).toEqual(ladder);
  const odd = { ...ladder, keys: { ...ladder.keys, a: null, b: { user: 'bob', first: 'soon' } }, night: 5 };
  expect(ladderParts(odd)).toEqual({ ...ladder, night: null });
  expect(ladderParts({ ...ladder, schema: 0 })).toBeUndefined();
  expect(ladderParts({ ...ladder, keys: [] })).toBeUndefined();
});
