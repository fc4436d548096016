import { type Credential, credentialOf } from '../../../shared/signal/credential';
import { NAMED_IDS, UNNAMED_ID } from '../../odd-ids';

test.each<[string, string | null | undefined, string | undefined, Credential]>([
  ['no id', undefined, 'ApiCall', 'console'],
  ['no id, in an entry', null, undefined, 'console'],
  ['an empty id', '', 'ApiCall', 'console'],
  ["a console's token", 'TMP.3Ker6WKYHeRpuRQaM', 'ApiCall', 'console'],
  ['a sign-in', undefined, 'ConsoleSignin', 'console'],
  ['what the event calls the console’s, whatever id it bears', 'c0nsole-1', 'ConsoleOperation', 'console'],
  ['a key of today', 'LTAI5tKeyOfAliceTheAdmin', 'ApiCall', 'key'],
  ['a masked one', 'LTAI5tAb****cd', 'ApiCall', 'key'],
  ['a key of 2016, in ActionTrail’s own sample', 'f6IzzFZMmzNwEI4d', 'ApiCall', 'key'],
  ['the same, and the event tells no type', 'f6IzzFZMmzNwEI4d', undefined, 'key'],
  ['a session', 'STS.NUQNP4PiGyckMsNiGELCs', 'ApiCall', 'session'],
  ['a masked session', 'STS.NUQNP4Pi****', undefined, 'session'],
  ['an id of another form', 'ak-cn.hangzhou_0001', 'ApiCall', 'untold'],
  ['one that can stand nowhere', UNNAMED_ID, 'ApiCall', 'untold'],
  ['a masked one of whatever form', 'f6Iz********EI4d', 'ApiCall', 'untold'],
])('%s', (_, accessKeyId, eventType, expected) => {
  expect(credentialOf(accessKeyId, eventType)).toBe(expected);
});

test('no key of any form passes for a console', () => {
  for (const id of NAMED_IDS) expect(credentialOf(id, 'ApiCall')).not.toBe('console');
});
