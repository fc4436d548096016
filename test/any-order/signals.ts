import type { PlayedAccount } from './account';
import type { KeyName } from './operations';

/** What tells respond of a leak, as its sender writes it. */
export function eventOf(account: PlayedAccount, name: KeyName, by: 'bus' | 'refusal' | 'manual', id: number): unknown {
  const accessKeyId = account.keyOf(name);
  const userName = account.sandbox.keys.get(name)?.user?.name;
  if (by === 'manual') return { accessKeyId, userName, reason: 'seen on a forum' };
  if (by === 'bus')
    return {
      specversion: '1.0',
      id: `e-${name}-${id}`,
      source: 'my.scanner',
      type: 'scanner:leak:found',
      time: account.sandbox.clock.now().toISOString(),
      data: { accessKeyId, userName },
    };
  return {
    specversion: '1.0',
    id: account.sandbox.world.newId('request'),
    source: 'acs.ram',
    type: 'ram:ActionTrail:ApiCall',
    aliyunaccountid: account.sandbox.accountId,
    data: {
      eventId: account.sandbox.world.newId('request'),
      eventVersion: 1,
      eventName: 'CreateUser',
      eventRW: 'Write',
      eventSource: 'ram.aliyuncs.com',
      eventTime: account.sandbox.clock
        .now()
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
      eventType: 'ApiCall',
      serviceName: 'Ram',
      acsRegion: 'cn-hangzhou',
      recipientAccountId: account.sandbox.accountId,
      sourceIpAddress: '203.0.113.66',
      userAgent: 'python',
      userIdentity: { type: 'ram-user', accountId: account.sandbox.accountId, principalId: '1', userName, accessKeyId },
      errorCode: 'Forbidden',
      errorMessage: 'Forbidden : There is a risk of leakage of this AccessKey.',
    },
  };
}
