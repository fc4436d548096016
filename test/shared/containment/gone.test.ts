import { goneOf, holdingOf, stillGone } from '../../../shared/containment/tampering/gone';
import { LEAKED, OTHER } from './facts';

describe('what is gone', () => {
  const QUARANTINE = ['AkTourniquetQuarantine', 'AkTourniquetQuarantine2'];
  const FREEZE = 'AkTourniquetFreeze';
  const standing = (carried: string[], unsound: string[] = []) => ({
    denies: new Map([
      ['quarantine', { names: QUARANTINE, isSound: !unsound.includes('quarantine') }],
      ['freeze', { names: [FREEZE], isSound: !unsound.includes('freeze') }],
    ] as const),
    carried: new Set(carried),
    isKeyOn: true,
    keysOn: new Set<string>([OTHER]),
    frozen: new Set(['user:b']),
  });
  const expected = (...policies: ('quarantine' | 'freeze')[]) => ({
    userName: 'ci-bot',
    policies,
    keysOff: [],
    frozen: [],
  });

  test.each<[string, ReturnType<typeof expected>, ReturnType<typeof standing>, string[]]>([
    ['nothing', expected('quarantine'), standing(QUARANTINE), []],
    ['all of it', expected('quarantine'), standing([]), ['attach-quarantine', 'attach-part:AkTourniquetQuarantine2']],
    ['a part', expected('quarantine'), standing(QUARANTINE.slice(0, 1)), ['attach-part:AkTourniquetQuarantine2']],
    ['nothing, where a freeze is in its stead', expected('quarantine'), standing([FREEZE]), []],
    [
      'the freeze, where the quarantine is left',
      expected('quarantine', 'freeze'),
      standing(QUARANTINE),
      ['attach-freeze'],
    ],
    ['the policy', expected('quarantine'), standing(QUARANTINE, ['quarantine']), ['policy:AkTourniquetQuarantine']],
    [
      'nothing, where a freeze stands in for it',
      expected('quarantine', 'freeze'),
      standing([FREEZE], ['quarantine']),
      [],
    ],
    [
      'nothing, where the quarantine stands in for an emptied freeze',
      expected('quarantine', 'freeze'),
      standing(QUARANTINE, ['freeze']),
      [],
    ],
  ])('%s', (_, of, now, gone) => {
    expect(goneOf(of, now)).toEqual(gone);
  });

  test('no policy denies anything any more: the switch stands in for them where the key is off', () => {
    const now = standing([], ['quarantine', 'freeze']);
    expect(goneOf(expected('quarantine'), now)).toEqual(['policy:AkTourniquetQuarantine']);
    expect(goneOf(expected('quarantine'), { ...now, isKeyOn: false })).toEqual([]);
  });

  test.each<[string, string[], string[], string[]]>([
    ['nothing', ['attach-quarantine'], [], []],
    ['it', ['attach-quarantine', `disable-key:${OTHER}`], ['attach-quarantine'], ['attach-quarantine']],
    [
      'what is attached again and was weakened meanwhile',
      ['attach-quarantine', `disable-key:${OTHER}`],
      ['policy:AkTourniquetQuarantine'],
      ['attach-quarantine'],
    ],
    ['something else', ['attach-quarantine'], ['freeze-user:b'], []],
  ])('a look behind still misses %s', (_, gone, now, left) => {
    expect(stillGone(gone, now)).toEqual(left);
  });

  test.each([
    ['freeze', standing([...QUARANTINE, FREEZE])],
    ['quarantine', standing([...QUARANTINE, FREEZE], ['freeze'])],
    ['nothing', standing([...QUARANTINE, FREEZE], ['quarantine', 'freeze'])],
    ['nothing', standing(QUARANTINE.slice(0, 1))],
    ['key-off', { ...standing([]), isKeyOn: false }],
  ] as const)('%s holds', (holds, now) => {
    expect(holdingOf(now)).toBe(holds);
  });

  test('a key that is on, and a freeze of what the attack made', () => {
    const frozen = (['a', 'b'] as const).map((name) => ({ type: 'user' as const, name }));
    const of = { userName: null, policies: [], keysOff: [LEAKED, OTHER], frozen };
    expect(goneOf(of, standing([]))).toEqual([`disable-key:${OTHER}`, 'freeze-user:a']);
    // Two users may have been made under one name.
    const twice = { ...of, keysOff: [], frozen: ['1', '2'].map((id) => ({ type: 'user' as const, name: 'a', id })) };
    expect(goneOf(twice, standing([]))).toEqual(['freeze-user:a']);
  });
});
