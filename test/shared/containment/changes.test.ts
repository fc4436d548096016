import fc from 'fast-check';
import { changesSince, type Now } from '../../../shared/containment/changes';
import type { BeforeState } from '../../../shared/identity/types';
import { parseAccessKeyId, parseUserName } from '../../../shared/ids';

const policy = (name: string, version = 'v1') => ({ name, type: 'Custom' as const, version });
const system = (name: string, version: string) => ({ name, type: 'System' as const, version });
const groups = (...names: string[]) => ({ value: names.map((name) => ({ name, policies: [policy('build')] })) });
const before: BeforeState = {
  schema: 1,
  accessKeyId: parseAccessKeyId('LTAI5tLeakedKey00000001'),
  userName: parseUserName('ci-bot'),
  takenAt: '2026-05-20T12:00:00.000Z',
  keys: [],
  policies: { value: [policy('deploy')] },
  groups: groups('developers'),
  loginProfile: { value: true },
  mfa: { value: false },
};
const now: Now = {
  policies: [policy('deploy')],
  groups: groups('developers'),
  loginProfile: { value: true },
  mfa: { value: false },
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
  ['a console login', {}, { loginProfile: { value: false } }, { gained: ['a console login was made for him'] }],
  ['no console login', { loginProfile: { value: false } }, {}, { lost: ['his console login was taken away'] }],
  ['a device less: a password is enough', {}, { mfa: { value: true } }, { gained: ['his MFA device was unbound'] }],
  ['a device more', { mfa: { value: true } }, {}, { lost: ['an MFA device was bound for him'] }],
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
