import { ALICE, anEvent, anOrdinaryPast, assume, KEY } from './account';
import { high, ids, look } from './look';

describe('ordinary use, however awkward, is no high finding and makes no actor', () => {
  const office = '120.26.1.1';
  test.each<[string, Record<string, unknown>[]]>([
    ['nothing new', []],
    [
      'a deployment from a new office',
      [
        anEvent({ minute: 60, service: 'Ecs', name: 'RunInstances', ip: office }),
        anEvent({ minute: 61, ...assume('deploy', 'STS.Office', office) }),
      ],
    ],
    [
      'a new region, from the same machine',
      [anEvent({ minute: 60, service: 'Ecs', name: 'RunInstances', region: 'ap-southeast-5' })],
    ],
    [
      'mass deletion after approval',
      Array.from({ length: 60 }, (_, i) => anEvent({ minute: 60 + i / 10, service: 'Ecs', name: 'DeleteInstance' })),
    ],
    [
      'the key rotates itself',
      [
        anEvent({
          minute: 60,
          service: 'Ram',
          name: 'CreateAccessKey',
          request: { UserName: 'ci-bot' },
          response: { AccessKey: { AccessKeyId: 'LTAI5tSuccessorOfTheKey1' } },
        }),
      ],
    ],
    [
      'a new release of the tool',
      [
        anEvent({
          minute: 60,
          service: 'Ecs',
          name: 'CreateImage',
          tool: 'AlibabaCloud (linux; x64) Node.js/v22.0.0 Core/2.0 TeaDSL/2',
        }),
      ],
    ],
    [
      'an administrator makes a colleague',
      [anEvent({ minute: 60, service: 'Ram', name: 'CreateUser', ...ALICE, request: { UserName: 'bob' } })],
    ],
    [
      'calls are refused since the deny',
      Array.from({ length: 9 }, (_, i) =>
        anEvent({ minute: 60 + i, service: 'Ecs', name: 'RunInstances', errorCode: 'NoPermission' }),
      ),
    ],
  ])('%s', (_, more) => {
    const seen = look([...anOrdinaryPast(), ...more], { denyAt: '2026-05-20T12:10:00Z' });
    expect(high(seen).filter(({ kind }) => kind !== 'success-after-deny')).toEqual([]);
    expect(ids(seen)).toEqual([KEY]);
  });
});
