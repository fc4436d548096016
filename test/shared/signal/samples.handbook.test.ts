import type { LeakRecord } from '../../../shared/aliyun/security-center';
import { UnparseableEvent } from '../../../shared/errors';
import { parseEvent } from '../../../shared/signal/parse';
import { signalsOf } from '../../../shared/signal/security-center';
import { published, samples } from './samples';

published.describe('payloads that others published', () => {
  test('the timer event means poll', () => {
    const [timer] = samples().filter(({ name }) => name === 'fc-timer-event.json');
    expect(parseEvent(timer?.bytes ?? '', 'r')).toEqual({ kind: 'timer' });
    // A trigger's message stands in `payload`, whatever it says: what the timer is for does not change.
    const said = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'poll', payload: '{"command":"status"}' };
    expect(parseEvent(JSON.stringify(said), 'r')).toEqual({ kind: 'timer' });
  });

  test.each(samples('eventbridge').map(({ name, bytes }) => [name, bytes] as const))(
    '%s is a CloudEvent that asks for nothing, with its reason',
    (_, bytes) => {
      for (const event of [bytes, Buffer.from(`[${bytes.toString()}]`)]) {
        expect(parseEvent(event, 'r')).toEqual({
          kind: 'nothing',
          skipped: [{ what: expect.stringMatching(/./), why: 'an event type that names no AccessKey' }],
        });
      }
    },
  );

  test.each(samples('actiontrail').map(({ name, bytes }) => [name, bytes] as const))(
    '%s in its envelope tells of no leak; its body alone is no event of ours',
    (_, bytes) => {
      const data = JSON.parse(bytes.toString()) as object;
      expect(parseEvent(envelope(data), 'r')).toMatchObject({
        kind: 'nothing',
        skipped: [{ why: 'an ActionTrail event that tells of no leak' }],
      });
      // Inside an SLS record the event is JSON text.
      expect(parseEvent(envelope(bytes.toString()), 'r').kind).toBe('nothing');
      expect(() => parseEvent(bytes, 'r')).toThrow(UnparseableEvent);
    },
  );

  test.each(samples('actiontrail').map(({ name, bytes }) => [name, bytes] as const))(
    '%s refused for its leaked key names that key, where it is a long-lived one',
    (_, bytes) => {
      const data = JSON.parse(bytes.toString()) as { userIdentity: { accessKeyId?: string; userName: string } };
      const refused = { ...data, errorMessage: 'There is a risk of leakage of this AccessKey.' };
      const request = parseEvent(envelope(refused), 'r');
      const { accessKeyId, userName } = data.userIdentity;
      if (accessKeyId !== undefined && /^[A-Za-z0-9]{16}$/.test(accessKeyId)) {
        expect(request).toMatchObject({
          kind: 'signals',
          signals: [{ leakId: `actiontrail:${accessKeyId}`, accessKeyId, claims: { userName } }],
        });
      } else {
        expect(request.kind).toBe('nothing');
      }
    },
  );

  test('the documented leak list: the key that its sample names, masked or whole', () => {
    const [list] = samples('security-center').filter(({ name }) => name.endsWith('LeakList.json'));
    const { AccessKeyLeakList } = JSON.parse(list?.bytes.toString() ?? '') as { AccessKeyLeakList: Listed[] };
    const named = signalsOf(AccessKeyLeakList.map(record));
    expect(named.signals.map(({ accessKeyId }) => accessKeyId)).toEqual(['yourAccessKeyID']);
    const masked = AccessKeyLeakList.map((item) => record({ ...item, AccesskeyId: 'LTAI****************' }));
    expect(signalsOf(masked).signals).toEqual([]);
    expect(signalsOf(masked).unread).toEqual([
      { record: expect.objectContaining({ id: '389357' }), why: expect.stringContaining('Not an AccessKey id') },
    ]);

    const whole = AccessKeyLeakList.map((item) => record({ ...item, AccesskeyId: 'LTAI5tExampleLeakedKey01' }));
    expect(signalsOf(whole).signals).toEqual([
      {
        leakId: 'sas:389357',
        accessKeyId: 'LTAI5tExampleLeakedKey01',
        source: 'security-center',
        foundAt: new Date(1612357897000),
        claims: { userName: 'testAccountName', userType: 'root' },
        link: AccessKeyLeakList[0]?.Url,
        securityCenterId: '389357',
      },
    ]);
  });
});

interface Listed {
  readonly Id: number;
  readonly AccesskeyId: string;
  readonly AliUserName: string;
  readonly UserType: 'master' | 'ram';
  readonly Status: string;
  readonly DealType: string;
  readonly DealTime: string;
  readonly GmtModified: number;
  readonly Url: string;
}

function record(item: Listed): LeakRecord {
  return {
    id: String(item.Id),
    accessKeyId: item.AccesskeyId,
    userName: item.AliUserName,
    userType: item.UserType,
    status: item.Status,
    dealType: item.DealType,
    dealTime: item.DealTime,
    foundAt: new Date(item.GmtModified),
    url: item.Url,
  };
}

function envelope(data: unknown): Buffer {
  const event = { id: '1', specversion: '1.0', source: 'acs.ram', type: 'ram:ActionTrail:ApiCall', data };
  return Buffer.from(JSON.stringify(event));
}
