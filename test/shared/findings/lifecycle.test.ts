import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { expiresAllSoon } from '../../../shared/findings/lifecycle';
import { anEvent, anOrdinaryPast, THIEF } from './account';
import { high, look } from './look';

const put = (rule: string) => ({
  service: 'Oss',
  name: 'PutBucketLifecycle',
  request: { bucketName: 'archive', rule },
});
const isSoon = (rule: string) => expiresAllSoon(parseAuditEvent(anEvent({ minute: 1, ...put(rule) })));
const expiry = (inner: string, prefix = '', status = 'Enabled') =>
  `<LifecycleConfiguration><Rule><ID>x</ID><Prefix>${prefix}</Prefix><Status>${status}</Status>${inner}</Rule></LifecycleConfiguration>`;
const days = (count: number) => `<Expiration><Days>${count}</Days></Expiration>`;

test.each<[string, string, boolean]>([
  ['everything tomorrow', expiry(days(1)), true],
  [
    'everything before a date',
    expiry('<Expiration><CreatedBeforeDate>2026-05-20T00:00:00.000Z</CreatedBeforeDate></Expiration>'),
    true,
  ],
  ['the second of two rules', `${expiry(days(1), 'tmp/')}${expiry(days(2))}`, true],
  ['what lies under tmp/', expiry(days(1), 'tmp/'), false],
  ['everything in half a year', expiry(days(180)), false],
  ['a rule that is off', expiry(days(1), '', 'Disabled'), false],
  ['unfinished uploads', expiry('<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>'), false],
  ['a cheaper class', expiry('<Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition>'), false],
  [
    'old versions',
    expiry('<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>'),
    false,
  ],
  ['what bears a tag', expiry(`<Tag><Key>t</Key><Value>1</Value></Tag>${days(1)}`), false],
])('a lifecycle that deletes %s', (_, rule, soon) => {
  expect(isSoon(rule)).toBe(soon);
});

test('whatever stands in a rule is read without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isSoon(`<Rule>${text}`) === 'boolean'));
});

test("a bucket that is to be empty tomorrow, from a new address with the business's program, is the attack's; one for tmp/ is not", () => {
  const attack = anEvent({ minute: 5, ...put(expiry(days(1))), ip: THIEF });
  expect(high(look([...anOrdinaryPast(), attack]))).toMatchObject([
    { rule: 'bucket-lifetime', kind: 'destruction', eventIds: [attack['eventId']] },
  ]);
  const tidy = anEvent({ minute: 5, ...put(expiry(days(1), 'tmp/')), ip: THIEF });
  expect(high(look([...anOrdinaryPast(), tidy]))).toEqual([]);
});
