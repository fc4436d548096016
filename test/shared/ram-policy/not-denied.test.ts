import { notDenied } from '../../../shared/ram-policy/not-denied';

const of = (...statements: object[]) => ({ Version: '1', Statement: statements });
const deny = (Action: string | string[], more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const SHOULD = of(
  deny(['ram:*', 'ecs:RunInstances']),
  deny('oss:DeleteBucket', { Resource: 'acs:oss:*:*:mine' }),
  { Effect: 'Allow', Action: 'sts:*', Resource: '*' },
  { Effect: 'Deny', NotAction: 'kms:*', Resource: '*' },
);

test.each<readonly [string, readonly object[], readonly string[]]>([
  ['the same', [SHOULD], []],
  ['nothing', [], ['ram:*', 'ecs:RunInstances']],
  ['one of two', [of(deny('ram:*'))], ['ecs:RunInstances']],
  ['in two documents', [of(deny('ram:*')), of(deny('ecs:RunInstances'))], []],
  ['something wider', [of(deny('*'))], []],
  ['a list of what a pattern means', [of(deny(['ram:CreateUser', 'ecs:Run*']))], ['ram:*']],
  ['an Allow beside it', [of(deny(['ram:*', 'ecs:*']), { Effect: 'Allow', Action: '*', Resource: '*' })], []],
  ['an Allow alone', [of({ Effect: 'Allow', Action: '*', Resource: '*' })], ['ram:*', 'ecs:RunInstances']],
  [
    'under a condition',
    [of(deny('*', { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } } }))],
    ['ram:*', 'ecs:RunInstances'],
  ],
  ['on some resources', [of(deny('*', { Resource: 'acs:ecs:*:*:*' }))], ['ram:*', 'ecs:RunInstances']],
])('of what must be denied, what %s leaves', (_, is, actions) => {
  expect(notDenied(is, SHOULD)).toEqual({ actions, of: 2 });
});

test('what does not parse says nothing', () => {
  expect(notDenied([{ Statement: 'none' }], SHOULD)).toBeNull();
  expect(notDenied([SHOULD], 'no document')).toBeNull();
});
