import { forAKey } from '../../../shared/ram-policy/for-a-key';
import { parsePolicy } from '../../../shared/ram-policy/parse';

const NOW = new Date('2026-05-20T12:00:00Z');
const OURS = 'acs:ecs:*:1234567890123456:instance/*';
const THEIRS = 'acs:ecs:*:9999999999999999:instance/*';

/** What is left of one statement: its resources; undefined: nothing. */
function left(statement: object): readonly string[] | undefined {
  const policy = parsePolicy({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*', ...statement }],
  });
  return forAKey(policy, '1234567890123456', NOW).statements[0]?.resources;
}
const when = (operator: string, key: string, ...values: string[]) => ({ Condition: { [operator]: { [key]: values } } });

test.each<readonly [string, object, readonly string[] | undefined]>([
  ['a grant', {}, ['*']],
  ['of a second factor', when('Bool', 'acs:MFAPresent', 'true'), undefined],
  ['however it is written', when('Bool', 'ACS:mfapresent', 'True'), undefined],
  ['of none', when('Bool', 'acs:MFAPresent', 'false'), ['*']],
  ['of either', when('Bool', 'acs:MFAPresent', 'true', 'false'), ['*']],
  ['of something else that is true', when('Bool', 'acs:SecureTransport', 'true'), ['*']],
  ['by another operator', when('StringEquals', 'acs:MFAPresent', 'true'), ['*']],
  ['a Deny of a second factor stays', { Effect: 'Deny', ...when('Bool', 'acs:MFAPresent', 'true') }, ['*']],
  ['whose time is over', when('DateLessThan', 'acs:CurrentTime', '2026-05-20T11:59:59Z'), undefined],
  ['or was', when('DateLessThanEquals', 'acs:CurrentTime', '2026-05-01T00:00:00Z'), undefined],
  ['whose time is this moment', when('DateLessThanEquals', 'acs:CurrentTime', '2026-05-20T12:00:00Z'), ['*']],
  ['whose time is not over', when('DateLessThan', 'acs:CurrentTime', '2026-05-20T12:00:01Z'), ['*']],
  [
    'one of whose times is not',
    when('DateLessThan', 'acs:CurrentTime', '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'),
    ['*'],
  ],
  ['whose time has not begun', when('DateGreaterThan', 'acs:CurrentTime', '2026-05-01T00:00:00Z'), ['*']],
  ['with a date that is another', when('DateLessThan', 'acs:Other', '2026-05-01T00:00:00Z'), ['*']],
  ['on what is ours and theirs', { Resource: [OURS, THEIRS, 'acs:oss:*:*:bucket'] }, [OURS, 'acs:oss:*:*:bucket']],
  ["on another account's alone", { Resource: [THEIRS] }, undefined],
  ["a Deny on another account's stays", { Effect: 'Deny', Resource: [THEIRS] }, [THEIRS]],
  ['on everybody’s', { Resource: ['acs:ecs:*:*:instance/*'] }, ['acs:ecs:*:*:instance/*']],
])('what whoever has a key keeps of %s', (_, statement, resources) => {
  expect(left(statement)).toEqual(resources);
});

test('each statement by itself, in their order', () => {
  const policy = parsePolicy({
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: 'a:B', Resource: '*', ...when('Bool', 'acs:MFAPresent', 'true') },
      { Effect: 'Deny', Action: 'c:D', Resource: '*' },
      { Effect: 'Allow', Action: 'e:F', Resource: '*' },
    ],
  });
  const { statements } = forAKey(policy, '1234567890123456', NOW);
  expect(statements.map(({ actions }) => actions.patterns)).toEqual([['c:D'], ['e:F']]);
});
