import fc from 'fast-check';
import { changesSince, type Now } from '../../../shared/containment/changes';
import { type KeysNow, keyChanges, keyEnds } from '../../../shared/containment/key-changes';
import type { BeforeState, Looked } from '../../../shared/identity/types';
import { parseAccessKeyId, parseUserName } from '../../../shared/ids';
import type { Entry } from '../../../shared/incident/entries';

const policy = (name: string, version = 'v1') => ({ name, type: 'Custom' as const, version });
const system = (name: string, version: string) => ({ name, type: 'System' as const, version });
const groups = (...names: string[]) => ({ value: names.map((name) => ({ name, policies: [policy('build')] })) });
const login = (more: object = {}) => ({
  mfaBindRequired: true,
  passwordResetRequired: true,
  createdAt: '2026-01-01T00:00:00Z',
  ...more,
});
const settings = (mfaBindRequired: boolean) => ({
  mfaBindRequired,
  passwordResetRequired: true,
  status: 'Active' as const,
});
const before: BeforeState = {
  schema: 1,
  accessKeyId: parseAccessKeyId('LTAI5tLeakedKey00000001'),
  userName: parseUserName('ci-bot'),
  takenAt: '2026-05-20T12:00:00.000Z',
  keys: [],
  policies: { value: [policy('deploy')] },
  groups: groups('developers'),
  loginProfile: { value: login() },
  mfa: { value: false },
};
const KEYS: KeysNow = { keys: [], own: [], ours: new Map(), offByUs: new Set() };
const mfa = (device: string | boolean, boundAt: Looked<string | undefined> = { value: undefined }) => ({
  value: { device, boundAt },
});
const now: Now = {
  keys: KEYS,
  policies: [policy('deploy')],
  groups: groups('developers'),
  loginProfile: { value: login() },
  loginChangedAt: { value: '2026-05-01T00:00:00Z' },
  ourLogin: { sets: [], writes: [], covered: [] },
  since: '2026-05-20T12:00:00.500Z',
  mfa: mfa(false),
};
const NONE = { gained: [], lost: [], unknown: [] };

test.each<[string, Partial<Now>, Partial<BeforeState>, object]>([
  ['nothing', {}, {}, NONE],
  ['a policy more', { policies: [policy('deploy'), policy('Admin')] }, {}, { gained: ['Admin was attached to him'] }],
  ['a policy less', { policies: [] }, {}, { lost: ['deploy was detached from him'] }],
  ['a group more', { groups: groups('developers', 'admins') }, {}, { gained: ['he was put into the group admins'] }],
  ['a group less', { groups: groups() }, {}, { lost: ['he was taken out of the group developers'] }],
  [
    'another default version of a policy of his',
    { policies: [policy('deploy', 'v2')] },
    {},
    { gained: ['deploy grants by version v2 (was v1)'] },
  ],
  [
    '… an older one: what it grants nobody has looked at either',
    { policies: [policy('deploy', 'v1')] },
    { policies: { value: [policy('deploy', 'v2')] } },
    { gained: ['deploy grants by version v1 (was v2)'] },
  ],
  [
    'a policy of that name that was attached anew: it may be another one',
    { policies: [{ ...policy('deploy'), attachedAt: '2026-05-20T12:01:00Z' }] },
    { policies: { value: [{ ...policy('deploy'), attachedAt: '2026-01-01T00:00:00Z' }] } },
    { gained: ['deploy was detached, and attached to him anew at 2026-05-20T12:01:00Z'] },
  ],
  [
    '… of which an earlier version did not keep when: compared by its version',
    { policies: [{ ...policy('deploy'), attachedAt: '2026-05-20T12:01:00Z' }] },
    {},
    {},
  ],
  [
    "… of a system policy: the cloud's own",
    { policies: [system('AliyunECSFullAccess', 'v9')] },
    { policies: { value: [system('AliyunECSFullAccess', 'v8')] } },
    {},
  ],
  [
    '… that RAM did not tell',
    { policies: [{ name: 'deploy', type: 'Custom' }] },
    {},
    { unknown: [expect.stringMatching(/^whether deploy has another version/)] },
  ],
  [
    'a group of his with a policy more, and one less',
    { groups: { value: [{ name: 'developers', policies: [policy('Admin')] }] } },
    {},
    { gained: ['Admin was attached to his group developers'], lost: ['build was detached from his group developers'] },
  ],
  [
    'a group of his with another version; one that reaches him twice is said once',
    {
      policies: [policy('build', 'v2')],
      groups: { value: [{ name: 'developers', policies: [policy('build', 'v2')] }] },
    },
    { policies: { value: [policy('build')] } },
    { gained: ['build grants by version v2 (was v1)'] },
  ],
  [
    'a policy of the same name, and of the other kind',
    { policies: [system('deploy', 'v1')] },
    {},
    { gained: ['deploy was attached to him'], lost: ['deploy was detached from him'] },
  ],
  [
    'groups that could not be looked at now',
    { groups: { couldNotCheck: '403' } },
    {},
    { unknown: ['the groups that he was in before could not be compared: 403'] },
  ],
  [
    'a key more',
    { keys: { ...KEYS, keys: [{ id: 'LTAInew', status: 'Active', createdAt: null }] } },
    {},
    { gained: [expect.stringMatching(/^he got the AccessKey LTAInew, made nobody knows when/)] },
  ],
  ['a console login', {}, { loginProfile: { value: false } }, { gained: ['a console login was made for him'] }],
  ['no console login', { loginProfile: { value: false } }, {}, { lost: ['his console login was taken away'] }],
  [
    'a login that asks for less',
    { loginProfile: { value: login({ mfaBindRequired: false, passwordResetRequired: false }) } },
    {},
    {
      gained: [
        'an MFA device at the next login is not asked of him any more',
        'a new password at the next login is not asked of him any more',
      ],
    },
  ],
  [
    '… and for more',
    {},
    { loginProfile: { value: login({ mfaBindRequired: false }) } },
    { lost: ['an MFA device at the next login was asked of him'] },
  ],
  [
    '… by us',
    { ourLogin: { sets: [{ former: settings(false), wanted: settings(true) }], writes: [], covered: [] } },
    { loginProfile: { value: login({ mfaBindRequired: false }) } },
    {},
  ],
  [
    '… given back by us, after an incident before this one',
    {
      loginProfile: { value: login({ mfaBindRequired: false }) },
      ourLogin: { sets: [{ former: settings(false), wanted: settings(true) }], writes: [], covered: [] },
    },
    {},
    {},
  ],
  [
    'a login that was made anew',
    { loginProfile: { value: login({ createdAt: '2026-05-20T12:01:00Z' }) } },
    {},
    { gained: ['his console login was taken away and made anew at 2026-05-20T12:01:00Z'] },
  ],
  [
    'a login that was changed, though all that can be seen is the same',
    { loginChangedAt: { value: '2026-05-20T12:00:01Z' } },
    {},
    { gained: ['his console login was changed at 2026-05-20T12:00:01Z: perhaps its password'] },
  ],
  ['… in the second of the containment', { loginChangedAt: { value: '2026-05-20T12:00:00Z' } }, {}, {}],
  [
    '… by us',
    {
      loginChangedAt: { value: '2026-05-20T12:05:03Z' },
      ourLogin: {
        sets: [],
        writes: [{ from: '2026-05-20T12:05:00.000Z', to: '2026-05-20T12:05:02.000Z' }],
        covered: [],
      },
    },
    {},
    {},
  ],
  [
    '… after us',
    {
      loginChangedAt: { value: '2026-05-20T12:06:00Z' },
      ourLogin: {
        sets: [],
        writes: [{ from: '2026-05-20T12:05:00.000Z', to: '2026-05-20T12:05:02.000Z' }],
        covered: [],
      },
    },
    {},
    { gained: [expect.stringMatching(/changed at 2026-05-20T12:06:00Z/)] },
  ],
  [
    'a login whose last change nobody could read',
    { loginChangedAt: { couldNotCheck: 'NoPermission' } },
    {},
    { unknown: ['whether his password is another could not be compared: NoPermission'] },
  ],
  [
    'a login of which an earlier version kept that it was there',
    {},
    { loginProfile: { value: true } },
    { unknown: [expect.stringMatching(/^whether an MFA device/), expect.stringMatching(/^whether a new password/)] },
  ],
  [
    'another password that a change of ours has covered',
    {
      loginChangedAt: { value: '2026-05-20T12:05:01Z' },
      ourLogin: {
        sets: [],
        writes: [{ from: '2026-05-20T12:05:00.000Z', to: '2026-05-20T12:05:02.000Z' }],
        covered: ['2026-05-20T11:00:00Z', '2026-05-20T12:03:00Z'],
      },
    },
    {},
    { gained: ['his console login was changed at 2026-05-20T12:03:00Z: perhaps its password'] },
  ],
  [
    'another MFA device',
    { mfa: mfa('acs:ram::1:mfa/theirs') },
    { mfa: { value: 'acs:ram::1:mfa/his' } },
    { gained: ['his MFA device acs:ram::1:mfa/his was replaced by acs:ram::1:mfa/theirs'] },
  ],
  ['… of which an earlier version kept that it was there', { mfa: mfa('x') }, { mfa: { value: true } }, {}],
  [
    'one of the same serial number, bound since',
    { mfa: mfa('x', { value: '2026-05-20T12:00:01Z' }) },
    { mfa: { value: 'x' } },
    { gained: ['his MFA device x was bound anew at 2026-05-20T12:00:01Z'] },
  ],
  [
    '… in the second of the containment, or before',
    { mfa: mfa('x', { value: '2026-05-20T12:00:00Z' }) },
    { mfa: { value: true } },
    {},
  ],
  [
    '… and nobody tells since when',
    { mfa: mfa('x', { couldNotCheck: '403' }) },
    { mfa: { value: 'x' } },
    { unknown: ['since when his MFA device is bound could not be read: 403'] },
  ],
  ['a device less: a password is enough', {}, { mfa: { value: true } }, { gained: ['his MFA device was unbound'] }],
  ['a device more', { mfa: mfa(true) }, {}, { lost: ['an MFA device was bound for him'] }],
  [
    'what could not be looked at, now or then',
    { mfa: { couldNotCheck: '403' }, policies: [] },
    { groups: { couldNotCheck: '500' } },
    {
      gained: [],
      lost: ['deploy was detached from him'],
      unknown: [
        'the groups that he was in before could not be compared: 500',
        'his MFA device could not be compared: 403',
      ],
    },
  ],
])('%s', (_, then, was, expected) => {
  expect(changesSince({ ...before, ...was }, { ...now, ...then })).toEqual({ ...NONE, ...expected });
});

test('a state that nobody wrote down is not called unchanged', () => {
  expect(changesSince(undefined, now)).toEqual({ ...NONE, unknown: [expect.stringContaining('not recorded')] });
});

test('whatever came and went: each once, and each way', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(names, names, (was, is) => {
      const { gained, lost } = changesSince({ ...before, groups: groups(...was) }, { ...now, groups: groups(...is) });
      expect(gained).toHaveLength(is.filter((name) => !was.includes(name)).length);
      expect(lost).toHaveLength(was.filter((name) => !is.includes(name)).length);
    }),
  );
});

describe('his keys', () => {
  const MADE = '2026-05-20T13:00:00.000Z';
  const key = (status: 'Active' | 'Inactive', id = 'LTAIold', createdAt = '2025-01-01T00:00:00.000Z') => ({
    ...{ id, status, createdAt },
  });
  const made = (status: 'Active' | 'Inactive') => key(status, 'LTAInew', MADE);
  const ended = (end: 'on' | 'off' | 'deleted') => ({ ours: new Map([['LTAIold', end]]) });
  const endedNew = { ours: new Map([['LTAInew', 'off' as const]]) };

  test.each<[string, 'Active' | 'Inactive', Partial<KeysNow>, object]>([
    ['as they were', 'Active', { keys: [key('Active')] }, {}],
    [
      'one more',
      'Active',
      { keys: [key('Active'), made('Active')] },
      { gained: [`he got the AccessKey LTAInew, made at ${MADE} (--own-key LTAInew if it is yours)`] },
    ],
    ["... the owner's own, or a rotation's", 'Active', { keys: [key('Active'), made('Active')], own: ['LTAInew'] }, {}],
    ['... of a rotation that was taken back', 'Active', { keys: [key('Active'), made('Inactive')], ...endedNew }, {}],
    [
      '... and somebody switched it on',
      'Active',
      { keys: [key('Active'), made('Active')], ...endedNew },
      { gained: ['his AccessKey LTAInew was switched on (--own-key LTAInew if it is yours)'] },
    ],
    [
      '... that is off gives him nothing',
      'Active',
      { keys: [key('Active'), made('Inactive')] },
      { lost: [`he got the AccessKey LTAInew, made at ${MADE}; it is off`] },
    ],
    [
      '... an old one, out of the recycle bin',
      'Active',
      { keys: [key('Active'), key('Active', 'LTAIback')] },
      { gained: [expect.stringMatching(/LTAIback/)] },
    ],
    ['one less', 'Active', { keys: [] }, { lost: ['his AccessKey LTAIold was deleted'] }],
    ['... by a rotation', 'Active', { keys: [], ...ended('deleted') }, {}],
    [
      'one that was off is on',
      'Inactive',
      { keys: [key('Active')] },
      { gained: ['his AccessKey LTAIold was switched on (--own-key LTAIold if it is yours)'] },
    ],
    ['... by a step of ours', 'Inactive', { keys: [key('Active')], ...ended('on') }, {}],
    ['... by the owner, who says so', 'Inactive', { keys: [key('Active')], own: ['LTAIold'] }, {}],
    [
      'one that we switched off is on: as it was before',
      'Active',
      { keys: [key('Active')], ...ended('off') },
      { lost: ['his AccessKey LTAIold was switched on'] },
    ],
    [
      'one that was on is off',
      'Active',
      { keys: [key('Inactive')] },
      { lost: ['his AccessKey LTAIold was switched off'] },
    ],
    ['... by a step of ours', 'Active', { keys: [key('Inactive')], ...ended('off') }, {}],
    ['... or perhaps', 'Active', { keys: [key('Inactive')], offByUs: new Set(['LTAIold']) }, {}],
    [
      'one that we switched on is off',
      'Inactive',
      { keys: [key('Inactive')], ...ended('on') },
      { lost: ['his AccessKey LTAIold was switched off'] },
    ],
  ])('%s', (_, was, then, expected) => {
    expect(keyChanges([key(was)], { ...KEYS, ...then })).toEqual({ ...NONE, ...expected });
  });

  test('what our steps made of a key: the last one since the containment, of whichever journal, that went well', () => {
    const did = (at: string, step: string, ok = true) =>
      ({ type: 'rotation', at, steps: [{ step, ok }] }) as unknown as Entry;
    const entries = [
      did('2026-05-20T13:02:00.000Z', 'enable-key:a'),
      did('2026-05-20T13:01:00.000Z', 'disable-key:a'),
      did('2026-05-20T13:03:00.000Z', 'delete-key:a', false),
      did('2026-05-20T12:59:00.000Z', 'disable-key:b'),
    ];
    expect(keyEnds(entries, MADE)).toEqual(new Map([['a', 'on']]));
    expect(keyEnds(entries, undefined).get('b')).toBe('off');
  });
});
