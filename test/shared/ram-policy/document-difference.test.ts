import { PolicyInvalid } from '../../../shared/errors';
import { documentDifference, resourceDifference } from '../../../shared/ram-policy/document-difference';

const of = (...statements: object[]) => ({
  Version: '1',
  Statement: statements.map((one) => ({
    ...{ Effect: 'Allow', Resource: '*' },
    ...('NotAction' in one ? {} : { Action: 'ecs:RunInstances' }),
    ...one,
  })),
});
const when = (...values: string[]) => ({ Condition: { IpAddress: { 'acs:SourceIp': values } } });

test.each<readonly [string, object, object, readonly string[], readonly string[]]>([
  ['the same', of({}), of({}), [], []],
  ['cut otherwise', of({ Action: ['a:B', 'c:D'] }), of({ Action: 'c:D' }, { Action: 'a:B' }), [], []],
  ['in other letters', of({ Action: 'ECS:runinstances' }), of({}), [], []],
  ['a right less', of({ Action: 'a:B' }), of({ Action: ['a:B', 'c:D'] }), ['c:D on *'], []],
  ['a right more', of({ Action: ['a:B', 'c:D'] }), of({ Action: 'a:B' }), [], ['c:D on *']],
  [
    'another resource',
    of({ Resource: 'x' }),
    of({ Resource: 'y' }),
    ['ecs:RunInstances on y'],
    ['ecs:RunInstances on x'],
  ],
  ['a Deny for an Allow', of({ Effect: 'Deny' }), of({}), ['ecs:RunInstances on *'], ['Deny ecs:RunInstances on *']],
  [
    'all but some, which count together',
    of({ NotAction: ['c:D', 'a:B'] }),
    of({ NotAction: ['a:B'] }),
    ['all but a:B on *'],
    ['all but a:B, c:D on *'],
  ],
  [
    'a condition',
    of(when('192.0.2.1', '192.0.2.2', '192.0.2.1')),
    of({}),
    ['ecs:RunInstances on *'],
    ['ecs:RunInstances on * where acs:SourceIp IpAddress 192.0.2.1 or 192.0.2.2'],
  ],
  ['a condition in another order', of(when('192.0.2.2', '192.0.2.1')), of(when('192.0.2.1', '192.0.2.2')), [], []],
  [
    'two conditions',
    of({ Condition: { Bool: { 'acs:MFAPresent': 'true' }, IpAddress: { 'acs:SourceIp': '192.0.2.1' } } }),
    of({}),
    ['ecs:RunInstances on *'],
    ['ecs:RunInstances on * where acs:MFAPresent Bool true and acs:SourceIp IpAddress 192.0.2.1'],
  ],
])('a document that says %s', (_, is, should, missing, more) => {
  expect(documentDifference(is, should)).toEqual({ missing, more });
});

test('what does not parse is an error, and of the resources alone nothing', () => {
  expect(() => documentDifference('none', of({}))).toThrow(PolicyInvalid);
  expect(resourceDifference(['none'], of({}))).toBeNull();
  expect(resourceDifference([of({})], 'none')).toBeNull();
});

test('by resource, over several documents', () => {
  const should = of({ Resource: ['b', 'a'] }, { Resource: 'c' });
  expect(resourceDifference([of({ Resource: 'a' }), of({ Resource: ['c', 'b'] })], should)).toEqual({
    missing: [],
    more: [],
  });
  expect(resourceDifference([of({ Resource: ['z', 'x', 'c'] })], should)).toEqual({
    missing: ['a', 'b'],
    more: ['x', 'z'],
  });
});
