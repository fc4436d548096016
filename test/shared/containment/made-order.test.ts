import type { MadeIdentity } from '../../../shared/containment/made';
import { firstOf, keyOf, type MadePower, MOST } from '../../../shared/containment/made-order';

const user = (name: string): MadeIdentity => ({ type: 'user', name });
const can = (power: MadePower['power'], isUsable = true): MadePower => ({ power, isUsable });
const DECOYS = Array.from({ length: 12 }, (_, i) => user(`aa-${i}`));

const chosen = (all: readonly [MadeIdentity, MadePower][], held: readonly string[] = []) => {
  const { contain, left } = firstOf(
    all.map(([one]) => one),
    new Map(all.map(([one, power]) => [keyOf(one), power])),
    new Set(held),
  );
  return { names: contain.map(({ name }) => name), left: left.map(({ identity, why }) => [identity.name, why]) };
};

test.each<[string, MadePower, MadePower]>([
  ['an administrator before one without power', can('way'), can('none')],
  ['… whom nobody can be yet, too', can('way', false), can('none')],
  ['one with some right before one without power', can('some'), can('none')],
  ['what could not be looked at before one without power', can('unknown'), can('none')],
  ['an administrator whom somebody can be before one whom nobody can', can('way'), can('way', false)],
  ['an administrator before what could not be looked at', can('way'), can('unknown')],
  ['an administrator whom nobody can be before one with some right', can('way', false), can('some')],
  ['one without power who has a key before one who has none', can('none'), can('none', false)],
])('%s, however late he was made', (_, first, decoy) => {
  const { names, left } = chosen([
    ...DECOYS.map((one) => [one, decoy] as [MadeIdentity, MadePower]),
    [user('zz'), first],
  ]);
  expect([names[0], names.length, left.length]).toEqual(['zz', MOST, 3]);
});

test('who is left is told why: for want of power, or of places', () => {
  const admins = DECOYS.map((one) => [one, can('way')] as [MadeIdentity, MadePower]);
  expect(chosen([[user('none'), can('none')], ...admins]).left).toEqual([
    ['aa-10', '10 others with as much power or more came first'],
    ['aa-11', '10 others with as much power or more came first'],
    ['none', 'it has no power, and 10 others came first'],
  ]);
});

test('decoys that are frozen already stay so, and take no place from what is found later', () => {
  const decoys = DECOYS.map((one) => [one, can('none')] as [MadeIdentity, MadePower]);
  const held = DECOYS.slice(0, 10).map(keyOf);
  const { names, left } = chosen([...decoys, [user('zz'), can('way')]], held);
  expect(names).toEqual(['zz', ...DECOYS.slice(0, 10).map(({ name }) => name)]);
  expect(left.map(([name]) => name)).toEqual(['aa-10', 'aa-11']);
});

test('of two that are alike the one that is frozen already keeps its place', () => {
  const admins = DECOYS.slice(0, 11).map((one) => [one, can('way')] as [MadeIdentity, MadePower]);
  expect(chosen(admins, ['user:aa-10']).names).toContain('aa-10');
  expect(chosen(admins, ['user:aa-10']).names).toHaveLength(MOST);
});
