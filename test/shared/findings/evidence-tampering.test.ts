import { anEvent, anOrdinaryPast, type Call, THIEF } from './account';
import { backdoor, bySecondKey, high, look } from './look';

const OURS = { toolsBuckets: ['the-evidence', 'the-archive', 'the-trail'] };
const TIDY =
  '<LifecycleConfiguration><Rule><ID>x</ID><Prefix>ak-tourniquet/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>';
const lifecycle = (bucketName = 'the-evidence', more: Partial<Call> = {}): Record<string, unknown> =>
  anEvent({ minute: 5, service: 'Oss', name: 'PutBucketLifecycle', request: { bucketName, rule: TIDY }, ...more });
const found = (events: readonly Record<string, unknown>[]) =>
  high(look(events, OURS)).filter(({ rule }) => rule.startsWith('evidence-tampering'));

test.each<[string, Record<string, unknown>]>([
  ["from the thief's address", lifecycle('the-evidence', { ip: THIEF })],
  ["from the business's own address, with its program", lifecycle()],
  ['on the archive', lifecycle('the-archive')],
  ["on the trail's bucket", lifecycle('the-trail')],
  [
    'a bucket policy',
    anEvent({ minute: 5, service: 'Oss', name: 'PutBucketPolicy', request: { bucketName: 'the-evidence' } }),
  ],
  [
    'the bucket deleted',
    anEvent({ minute: 5, service: 'Oss', name: 'DeleteBucket', request: { bucketName: 'the-evidence' } }),
  ],
  [
    'a retention that was not locked',
    anEvent({ minute: 5, service: 'Oss', name: 'AbortBucketWorm', request: { bucketName: 'the-archive' } }),
  ],
])("a change of the tool's own bucket is tampering with evidence, whoever is taken for its doer: %s", (_, event) => {
  const eventIds = [event['eventId']];
  const expected = [{ rule: 'evidence-tampering', kind: 'log-tampering', severity: 'critical', eventIds }];
  expect(found([...anOrdinaryPast(), event])).toMatchObject(expected);
  // Without a history nothing can be called new.
  expect(found([event])).toMatchObject(expected);
});

test('what the business did every week makes it no ordinary work', () => {
  const past = [-20, -13, -6].map((day) => lifecycle('the-evidence', { minute: day * 1440 }));
  const again = lifecycle();
  const [history, ...since] = [...past, again].map(({ eventId }) => eventId);
  const told = found([...anOrdinaryPast(), ...past, again]);
  expect(told).toMatchObject([{ eventIds: since }]);
  expect(told[0]?.eventIds).not.toContain(history);
});

test("by an identity that the thief made, it is the attack's as well", () => {
  const later = lifecycle('the-evidence', { ...bySecondKey, minute: 20 });
  expect(found([...anOrdinaryPast(), ...backdoor(THIEF), later])).toMatchObject([{ eventIds: [later['eventId']] }]);
});

test.each<[string, Record<string, unknown>]>([
  ["another bucket of the business's", lifecycle('assets')],
  [
    'a look at it',
    anEvent({ minute: 5, service: 'Oss', name: 'GetBucketLifecycle', request: { bucketName: 'the-evidence' } }),
  ],
  [
    'a colleague, who is none of the key',
    lifecycle('the-evidence', { user: 'alice', key: 'LTAI5tKeyOfAliceTheAdmin' }),
  ],
  ['what was refused', lifecycle('the-evidence', { errorCode: 'AccessDenied' })],
])('is none: %s', (_, event) => {
  expect(found([...anOrdinaryPast(), event])).toEqual([]);
});
