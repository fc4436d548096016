import fc from 'fast-check';
import { RULES } from '../../../shared/findings/rules';
import { ACCOUNT, anOrdinaryPast, KEY, THIEF } from './account';
import { look } from './look';

const CALLS = RULES.flatMap(({ fires, silent }) => [...fires, ...silent].map(({ call }) => call));
const NAMES = [
  'UserName',
  'PolicyName',
  'GroupName',
  'RoleName',
  'PolicyDocument',
  'policy',
  'Amount',
  'RoleArn',
  'bucketName',
  'Destination',
  'SecurityIps',
  '__proto__',
];
/** What stumbles over whoever takes it for a text. */
const noText = fc.oneof(fc.jsonValue(), fc.constantFrom<fc.JsonValue>({ toString: 0 }, [{ toString: null }]));
const anyCondition = fc.dictionary(
  fc.constantFrom('IpAddress', 'NotIpAddress', 'StringEquals'),
  fc.dictionary(fc.constantFrom('acs:SourceIp', 'acs:SourceVpc'), noText),
);
/** Documents that nobody would write: whatever stands for a policy's parts. */
const anyDocument = fc.record(
  {
    Version: fc.jsonValue(),
    Statement: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.dictionary(fc.constantFrom('Effect', 'Principal', 'Action', 'Resource', 'Condition'), fc.jsonValue()),
        { maxLength: 5 },
      ),
      fc.array(
        fc.record({
          Effect: fc.constant('Allow'),
          Principal: fc.constant('*'),
          Action: noText,
          Condition: anyCondition,
        }),
        { minLength: 1, maxLength: 2 },
      ),
    ),
  },
  { requiredKeys: [] },
);
const anyParameter = fc.oneof(
  fc.jsonValue(),
  anyDocument,
  anyDocument.map((one) => JSON.stringify(one)),
);
const anyParameters = fc.dictionary(fc.constantFrom(...NAMES), anyParameter);
const anyCall = fc.record({
  call: fc.constantFrom(...CALLS),
  ip: fc.constantFrom(THIEF, '47.96.10.20', '', 'Internal', '::1'),
  minute: fc.integer({ min: -60_000, max: 600 }),
  requestParameters: fc.oneof(
    anyParameters,
    anyParameters.map((one) => JSON.stringify(one)),
    fc.jsonValue(),
  ),
  responseElements: fc.jsonValue(),
});

test('whatever calls hold, they are judged without a crash, and every high finding names its events', () => {
  const past = anOrdinaryPast();
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 30 }), (calls) => {
      const events = calls.map(({ call, minute, ip, ...rest }, i) => ({
        eventId: `odd-${i}`,
        eventTime: new Date(Date.parse('2026-05-20T12:00:00Z') + minute * 60_000).toISOString(),
        serviceName: call.split(' ')[0],
        eventName: call.split(' ')[1],
        sourceIpAddress: ip,
        recipientAccountId: ACCOUNT,
        userIdentity: { type: 'ram-user', accountId: ACCOUNT, userName: 'ci-bot', accessKeyId: KEY },
        ...rest,
      }));
      const { findings, actors } = look([...past, ...events]);
      const high = findings.filter(({ severity }) => severity === 'high' || severity === 'critical');
      expect(high.every(({ eventIds }) => eventIds.length > 0)).toBe(true);
      expect(new Set(actors.map(({ id }) => id)).size).toBe(actors.length);
    }),
    { numRuns: 150 },
  );
});
