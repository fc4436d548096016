import { parseAuditEvent } from '../../../shared/evidence/event';
import type { AuditEvent } from '../../../shared/evidence/types';
import { decisiveCalls } from '../../../shared/findings/decisive';
import { loginsTouched } from '../../../shared/findings/logins';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';
import { anEvent, type Call } from './account';

type Said = Omit<Call, 'service' | 'minute'> & { readonly service?: string; readonly by?: 'owner' };

const touches = (UserName: string): Said => ({ name: 'UpdateLoginProfile', request: { UserName } });
const renames = (UserName: string, NewUserName: string, more: object = {}): Said => ({
  ...{ name: 'UpdateUser', request: { UserName, NewUserName } },
  ...more,
});
const makes = (UserName: string, more: object = {}): Said => ({ name: 'CreateUser', request: { UserName }, ...more });
const byOwner = { by: 'owner' } as const;

/** Each in a minute of its own; those of a list within one second. */
function played(calls: readonly (Said | readonly Said[])[]) {
  const attack = new Set<AuditEvent>();
  const events = calls.flatMap((one, minute) =>
    [one].flat().map(({ by, ...call }) => {
      const event = parseAuditEvent(anEvent({ service: 'Ram', ...call, minute }));
      if (by !== 'owner') attack.add(event);
      return event;
    }),
  );
  return { events, attack };
}

const UPN = '@acme.onaliyun.com';
test.each<[string, (Said | readonly Said[])[], string[]]>([
  ['who is renamed, both names', [touches('alice'), renames('alice', 'alice2')], ['alice2 alice']],
  ['whoever renames him', [touches('alice'), renames('alice', 'alice2', byOwner)], ['alice2 alice']],
  ['over several names', [touches('a'), renames('a', 'b'), renames('b', 'c'), renames('c', 'd')], ['d a b c']],
  ['and back', [touches('a'), renames('a', 'b'), renames('b', 'a', byOwner)], ['a b']],
  [
    'as IMS names users',
    [
      { service: 'Ims', name: 'UpdateLoginProfile', request: { UserPrincipalName: `a${UPN}` } },
      {
        ...{ service: 'Ims', name: 'UpdateUser' },
        request: { UserPrincipalName: `a${UPN}`, NewUserPrincipalName: `b${UPN}` },
      },
    ],
    ['b a'],
  ],
  [
    'by his id, which an answer has told',
    [
      { ...makes('a', byOwner), response: { User: { UserId: '2073', UserName: 'a' } } },
      touches('a'),
      { service: 'Ims', name: 'UpdateUser', request: { UserId: '2073', NewUserPrincipalName: `b${UPN}` } },
    ],
    ['b a'],
  ],
  [
    'by an id that nobody knows: whom, nobody knows',
    [
      touches('a'),
      { service: 'Ims', name: 'UpdateUser', request: { UserId: '2073', NewUserPrincipalName: `b${UPN}` } },
    ],
    ['a'],
  ],
  ['not by a rename that was refused', [touches('a'), renames('a', 'b', { errorCode: 'NoPermission' })], ['a']],
  ['not by another name for the eye', [touches('a'), { name: 'UpdateUser', request: { UserName: 'a' } }], ['a']],
  ['not by a rename before', [renames('alice', 'alice2'), touches('alice2')], ['alice2']],
  ['nor of somebody else', [touches('a'), renames('bob', 'b')], ['a']],
  ['a name that no user can have', [touches('a'), renames('a', '<b>')], ['a']],
  ['within one second, in whatever order', [[renames('b', 'c'), renames('a', 'b'), touches('a')]], ['c a b']],
  [
    'a former name that the business gives to a new user is his',
    [touches('a'), renames('a', 'b'), makes('a', byOwner)],
    ['b'],
  ],
  ['or to another one', [touches('a'), renames('a', 'b'), renames('bob', 'a', byOwner)], ['b']],
  ['in the very second', [touches('a'), [renames('a', 'b', byOwner), renames('bob', 'a', byOwner)]], ['b']],
  ['nobody is left where the user was deleted', [touches('a'), makes('a', byOwner)], []],
  ['but not in the second in which he was touched', [[touches('a'), makes('a', byOwner)]], ['a']],
  ['what the attack gives a name to sheds nothing', [touches('a'), renames('a', 'b'), makes('a')], ['b a']],
  ['refused, it is given to nobody', [touches('a'), makes('a', { ...byOwner, errorCode: 'x' })], ['a']],
  [
    'whom the attack made comes last, under whatever name',
    [makes('x'), touches('x'), makes('y'), renames('y', 'z'), touches('z'), touches('alice'), makes('bob', byOwner)],
    ['alice', 'x', 'z y'],
  ],
  ['whom the business made does not', [makes('x'), touches('x'), makes('bob', byOwner), touches('bob')], ['bob', 'x']],
])('a login that is touched is followed: %s', (_, calls, expected) => {
  const { events, attack } = played(calls);
  const of = (some: readonly AuditEvent[]) => loginsTouched(some, attack).logins.map(({ names }) => names.join(' '));
  expect(of(events)).toEqual(expected);
  expect(of([...events].reverse())).toEqual(expected);
});

test.each([
  ['tell his name by his id', '2073', ['b', 'a']],
  ['unless it is masked', '20******', ['a']],
])('a user’s own calls %s', (_, principalId, names) => {
  const asked = { UserId: principalId, NewUserPrincipalName: `b${UPN}` };
  const { events, attack } = played([touches('a'), { service: 'Ims', name: 'UpdateUser', request: asked }]);
  const own = parseAuditEvent({
    ...anEvent({ minute: -9, service: 'Ecs', name: 'DescribeInstances' }),
    userIdentity: { type: 'ram-user', userName: 'a', principalId },
  });
  expect(loginsTouched([own, ...events], attack).logins).toMatchObject([{ now: names[0], names }]);
});

test('renames and who bears a name since are among the calls that somebody is judged by', () => {
  const { events, attack } = played([
    ...[makes('carl'), touches('alice'), renames('alice', 'alice2'), renames('bob', 'b')],
    ...[makes('alice', byOwner), makes('dave', byOwner)],
  ]);
  const decisive = decisiveCalls({ actors: [], attack, business: [], findings: [] }, events);
  expect(decisive.map(({ name, raw }) => [name, JSON.stringify(raw['requestParameters'])])).toEqual([
    ['UpdateLoginProfile', '{"UserName":"alice"}'],
    ['UpdateUser', '{"UserName":"alice","NewUserName":"alice2"}'],
    ['CreateUser', '{"UserName":"alice"}'],
  ]);
});

test('of many such calls, those upon the business’s users come first', () => {
  const decoys = Array.from({ length: 3 }, (_, i) => [makes(`decoy-${i}`), touches(`decoy-${i}`)]).flat();
  const { events, attack } = played([...decoys, touches('alice'), renames('alice', 'alice2')]);
  const decisive = decisiveCalls({ actors: [], attack, business: [], findings: [] }, events);
  expect(decisive.slice(0, 3).map(({ name }) => name)).toEqual(['UpdateLoginProfile', 'UpdateUser', 'CreateUser']);
  expect(decisive).toHaveLength(8);
});

test('names that were made to take long take no longer', () => {
  const renamed = (times: number) => {
    const chain = Array.from({ length: times }, (_, step) => renames(`u${step}`, `u${step + 1}`)).reverse();
    return played([[touches('u0'), ...chain]]);
  };
  const chains = new Map([2_000, 8_000].map((times) => [times, renamed(times)]));
  const growth = growthForFourTimes((times) => {
    const { events, attack } = chains.get(times) ?? renamed(0);
    expect(loginsTouched(events, attack).logins).toMatchObject([{ now: `u${times}` }]);
  }, 2_000);
  expect(growth).toBeLessThan(LINEAR_AT_MOST);
});
