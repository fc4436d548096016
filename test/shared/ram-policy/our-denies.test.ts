import { freezeDocument } from '../../../shared/ram-policy/documents';
import { isNamedOurs, onlyDenies, withoutOurDeny } from '../../../shared/ram-policy/our-denies';
import { parsePolicy } from '../../../shared/ram-policy/parse';

const statement = (Effect: 'Allow' | 'Deny', Action: string) => ({ Effect, Action, Resource: '*' });
const policy = (...statements: object[]) => parsePolicy(JSON.stringify({ Version: '1', Statement: statements }));
const custom = (name: string) => ({ name, type: 'Custom' as const });
const ALL = statement('Allow', '*');
const DENY = statement('Deny', 'ram:*');

test.each([
  ['AkTourniquetQuarantine', true],
  ['AkTourniquetQuarantine2', true],
  ['AkTourniquetQuarantine4', true],
  ['AkTourniquetFreeze', true],
  ['AkTourniquetQuarantine1', false],
  ['AkTourniquetQuarantine5', false],
  ['AkTourniquetQuarantine22', false],
  ['AkTourniquetFreeze2', false],
  ['AkTourniquetReader', false],
  ['aktourniquetfreeze', false],
])('%s is the name of a deny of ours: %s', (name, isOurs) => {
  expect(isNamedOurs(custom(name))).toBe(isOurs);
  expect(isNamedOurs({ name, type: 'System' })).toBe(false);
});

test('a deny denies, and allows nothing', () => {
  expect(onlyDenies(parsePolicy(freezeDocument().document))).toBe(true);
  expect(onlyDenies(policy(DENY, ALL))).toBe(false);
  expect(onlyDenies(policy(ALL))).toBe(false);
  expect(onlyDenies({ statements: [] })).toBe(false);
});

test('without our own deny a policy says what it allows, whatever it is called', () => {
  const both = policy(DENY, ALL);
  expect(withoutOurDeny(custom('AkTourniquetFreeze'), policy(DENY))).toBeUndefined();
  expect(withoutOurDeny(custom('AkTourniquetFreeze'), policy(ALL))).toEqual(policy(ALL));
  expect(withoutOurDeny(custom('AkTourniquetQuarantine3'), both)).toEqual(policy(ALL));
  // Of somebody else's policies the deny counts as well: no release takes it off.
  expect(withoutOurDeny(custom('AkTourniquetReader'), both)).toBe(both);
  expect(withoutOurDeny({ name: 'AkTourniquetFreeze', type: 'System' }, both)).toBe(both);
});
