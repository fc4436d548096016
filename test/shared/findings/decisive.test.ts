import type { AuditEvent } from '../../../shared/evidence/types';
import { decisiveCalls, makersOf } from '../../../shared/findings/decisive';
import type { Actor, Finding, Kind } from '../../../shared/findings/model';

const call = (name: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ eventId: `E-${name}`, at: '2026-05-20T04:00:00Z', service: 'Ram', name, region: 'cn-hangzhou' },
  ...{ ip: '203.0.113.7', userAgent: 'x', rw: 'Write', errorCode: undefined, accessKeyId: 'LTAI1', userName: 'ci-bot' },
  raw: {},
  ...more,
});
const actor = (name: string, more: Partial<Actor> = {}): Actor => ({
  ...{ type: 'user', id: name, name, parent: 'LTAI1', how: 'Ram CreateUser' },
  ...more,
});
const creates = (name: string, eventId: string) =>
  call('CreateUser', { eventId, raw: { requestParameters: { UserName: name } } });
const makers = (of: Actor, events: readonly AuditEvent[], attack: ReadonlySet<AuditEvent>): readonly AuditEvent[] =>
  makersOf([of], events, attack).get(of) ?? [];
const finding = (kind: Kind, ...eventIds: string[]): Finding => ({
  ...{ rule: 'x', kind, severity: 'high', technique: '', title: 'x', actors: [], eventIds },
});

describe('the calls that made somebody', () => {
  test('bear his name, wherever, and are what the chain says; three at most, the attack’s first', () => {
    const others = [1, 2, 3].map((n) => creates('svc', `other-${n}`));
    const own = creates('svc', 'own');
    const asText = call('CreateUser', { eventId: 'text', raw: { requestParameters: '{"UserName":"svc"}' } });
    const events = [creates('alice', 'a'), call('DeleteUser', { raw: { UserName: 'svc' } }), ...others, own, asText];
    const ids = makers(actor('svc'), events, new Set([own, asText])).map(({ eventId }) => eventId);
    expect(ids).toEqual(['own', 'text', 'other-1']);
  });

  test('of a name with a quote in it as well', () => {
    const odd = creates('a"b', 'odd');
    expect(makers(actor('a"b'), [odd], new Set())).toEqual([odd]);
  });
});

describe('the calls that somebody is judged by', () => {
  const made = creates('svc', 'made');
  const first = call('ListUsers', { eventId: 'first', at: '2026-05-01T00:00:00Z', ip: '198.51.100.1' });
  const later = call('ListUsers', { eventId: 'later', at: '2026-05-02T00:00:00Z', ip: '198.51.100.1' });
  const there = call('ListUsers', { eventId: 'there', ip: '198.51.100.2' });
  const bound = call('BindMFADevice', { eventId: 'bound' });
  const refused = call('UpdateLoginProfile', { eventId: 'refused', errorCode: 'NoPermission' });
  const boss = call('UpdateLoginProfile', { eventId: 'boss' });
  const none = { actors: [], attack: new Set<AuditEvent>(), business: [], findings: [] };
  const ids = (events: readonly AuditEvent[]) => events.map(({ eventId }) => eventId);

  test.each<[string, Parameters<typeof decisiveCalls>[0], string[]]>([
    ['a user', { ...none, actors: [actor('svc')], attack: new Set([made]) }, ['made']],
    ["the attack's calls on a login, and nobody else's", { ...none, attack: new Set([bound, refused]) }, ['bound']],
    [
      'a role of that name made by another call',
      { ...none, actors: [actor('svc', { type: 'role', how: 'Ram CreateRole' })] },
      [],
    ],
    ['a key: nobody is contained for it', { ...none, actors: [actor('svc', { type: 'access-key' })] }, []],
    ['one whose name nothing tells', { ...none, actors: [actor('svc', { isStandIn: true })] }, []],
    [
      'the first call from each address of the business',
      { ...none, business: [later, first, there] },
      ['first', 'there'],
    ],
    [
      'what is acted upon',
      { ...none, findings: [finding('success-after-deny', 'later'), finding('data', 'there')] },
      ['later'],
    ],
    [
      'one call for several reasons, once',
      { ...none, actors: [actor('svc')], business: [made], findings: [finding('persistence', 'made')] },
      ['made'],
    ],
  ])('%s', (_, given, expected) => {
    expect(ids(decisiveCalls(given, [made, first, later, there, bound, refused, boss]))).toEqual(expected);
  });
});
