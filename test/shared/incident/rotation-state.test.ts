import { isSamePlace, type SecretPlace } from '../../../shared/incident/rotation-entries';
import { stateOf } from '../../../shared/incident/state';
import { journal } from './entries';
import { ROTATION_ROWS } from './rotation-rows';

test.each(ROTATION_ROWS)('a rotation: %s', (_, bodies, expected) => {
  const { rotation } = stateOf(journal(...bodies));
  if (expected === null) expect(rotation).toBeNull();
  else expect({ ...rotation }).toEqual({ ...rotation, ...expected });
});

test('a place is the same as itself alone', () => {
  const places: readonly SecretPlace[] = [
    { kind: 'kms', secretName: 'app' },
    { kind: 'kms', secretName: 'other' },
    { kind: 'file', path: 'app' },
    { kind: 'file', path: 'other' },
    { kind: 'stdout' },
  ];
  for (const a of places) {
    expect(places.filter((b) => isSamePlace(a, b))).toEqual([a]);
    expect(isSamePlace(null, a)).toBe(false);
  }
});
