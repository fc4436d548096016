import { type Bearer, isAnother, type KnownBefore } from '../../../functions/respond/bearer';

const SEEN = '2026-11-30T10:00:00.000Z';
const at = (time: string): Date => new Date(`2026-11-30T${time}Z`);
const OLD = at('08:00:00');
const state = (id: string) => ({ id, status: 'Active' as const, createdAt: null });
const known: KnownBefore = { keys: [state('leaked'), state('second')], seenAt: SEEN };
const bearer = (about: Partial<Bearer>): Bearer => ({ id: '1', createdAt: OLD, keys: [], ...about });

test.each<[string, Bearer, KnownBefore, boolean]>([
  [
    'his id is his, whatever else there is',
    bearer({ keys: [{ id: 'x', createdAt: OLD }] }),
    { ...known, userId: '1' },
    false,
  ],
  ['his id is another', bearer({ keys: [{ id: 'second', createdAt: OLD }] }), { ...known, userId: '2' }, true],
  ['he holds a key that was his', bearer({ keys: [{ id: 'second', createdAt: OLD }] }), known, false],
  ['he holds a key of before that was not his', bearer({ keys: [{ id: 'x', createdAt: OLD }] }), known, true],
  ['he holds a key that was made since', bearer({ keys: [{ id: 'x', createdAt: at('10:00:30') }] }), known, false],
  ['a key of within the clocks’ margin', bearer({ keys: [{ id: 'x', createdAt: at('09:59:30') }] }), known, false],
  ['a key whose age nobody tells', bearer({ keys: [{ id: 'x', createdAt: undefined }] }), known, false],
  ['he was made since', bearer({ createdAt: at('10:02:00') }), known, true],
  ['he was made within the clocks’ margin', bearer({ createdAt: at('10:00:30') }), known, false],
  ['he holds none at all', bearer({}), known, false],
  ['his keys of then are not known', bearer({ keys: [{ id: 'x', createdAt: OLD }] }), { ...known, keys: null }, false],
  ['since when he was seen is not known', bearer({ createdAt: at('10:02:00') }), { ...known, seenAt: null }, false],
])('%s', (_, now, before, answer) => {
  expect(isAnother(now, before)).toBe(answer);
});
