import { kindsOf } from '../../functions/failure-kinds';
import { ChannelFailed, CloudCallFailed, JournalCorrupt, RunIncomplete } from '../../shared/errors';
import { unreadLines } from '../../shared/incident/stored';

const call = (service: string, action: string, code: string, status?: number, detail = 'no') =>
  new CloudCallFailed(service, action, code, status, undefined, detail).message;

test.each<[string, readonly string[]]>([
  [
    `poll: ${call('sas', 'DescribeAccesskeyLeakList', 'NoPermission', 403)}`,
    ['poll-sas-DescribeAccesskeyLeakList-refused'],
  ],
  [`poll: ${call('sas', 'DescribeAccesskeyLeakList', 'Throttling.User', 400)}`, ['poll-sas']],
  [`poll: ${call('sas', 'DescribeAccesskeyLeakList', 'ECONNRESET')}`, ['poll-sas']],
  [`who carries X could not be checked: ${call('ram', 'ListEntitiesForPolicy', 'Throttling', 400)}`, ['run-ram']],
  [`heartbeat: ${call('oss', 'PutObject', 'AccessDenied', 403)}`, ['heartbeat-oss-PutObject-refused']],
  [
    `outbox: ${new RunIncomplete([new ChannelFailed('mail', 'it is down').message]).message}`,
    ['outbox-did-not-take-the-message'],
  ],
  [
    `the journal of LTAI****cdef could not be read: ${new JournalCorrupt('x/1.json', 'no seal').message}`,
    ['run-journal'],
  ],
  ['LTAI…9Ijd: alert: who knows', ['alert-other']],
  ['tampered objects: who knows', ['tampered-objects-other']],
  ['', ['run-other']],
])('%s', (failure, kinds) => expect(kindsOf([failure])).toEqual(kinds));

test('the same trouble of other keys, users and times is the same kind', () => {
  const of = (key: string, user: string, request: string) => [
    `${key}: ${call('ram', 'AttachPolicyToUser', 'NoPermission', 403, `user ${user}, request ${request}`)}`,
    `whether ${user} is contained still could not be checked: ${call('ram', 'ListPoliciesForUser', 'ServiceUnavailable', 503)}`,
    `unexpected error in the run ${request}: ${user} is none`,
  ];
  const kinds = kindsOf([
    ...of('LTAI5tExampleLeakedKey01', 'ci-bot', 'r-1'),
    ...of('LTAI5tExampleOtherKey002', 'a1', 'r-2'),
  ]);
  expect(kinds).toEqual(['run-ram', 'run-ram-AttachPolicyToUser-refused', 'run-unexpected-error']);
});

test("nobody's words behind the call's make a kind of their own", () => {
  const forged = call('ram', 'GetUser', 'EntityNotExist.User', 404, 'oss PutObject failed: AccessDenied (HTTP 403)');
  expect(kindsOf([forged])).toEqual(['run-ram']);
});

test('what a stranger calls his objects makes no kind of its own', () => {
  const of = (key: string) => {
    const error = new CloudCallFailed('oss', 'GetObject', 'AccessDenied', 403, undefined, 'no', { object: key });
    return unreadLines([key, `${key}2`].map((one) => ({ key: one, error, isRefused: true })));
  };
  const names = ['x', 'ram CreateUser failed: NoPermission (HTTP 403)', 'journal', 'poll: sas X failed: A', '<b>\n'];
  const kinds = names.map((name) => kindsOf(of(name).map((line) => `schedule: ${line}`)));
  expect(new Set(kinds.flat())).toEqual(new Set(['schedule-oss-GetObject-refused']));
  expect(of('<b>\n')).toEqual(['oss GetObject failed: AccessDenied (HTTP 403): no [<b>?]; nor could be read: <b>?2']);
});
