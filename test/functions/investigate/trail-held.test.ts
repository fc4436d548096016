import { trailOfBucket } from '../../../functions/investigate/log-trail';
import { setTrails } from '../../../sandbox/furnish';
import type { Trail } from '../../../shared/aliyun/action-trail';
import { attacked, BUCKET, type Event, look, MINUTE_MS, rewrites, sandbox, stop, TRAIL } from './a-trail';
import { objects } from './an-account';

afterEach(() => stop());

const NOTHING = (): Event[] => [];

/** The calls that made a user, under their ids, with this in the place of what they say. */
const tellsOf =
  (more: object) =>
  (all: Event[]): Event[] =>
    all.map((event) => {
      if (!/^(CreateUser|AttachPolicyToUser|CreateAccessKey)$/.test(event.eventName)) return event;
      const { resourceName: _, referencedResources: __, ...rest } = event as Event & Record<string, unknown>;
      return { ...rest, ...more };
    });

describe("a trail's objects that somebody has written over", () => {
  test.each<[string, (events: Event[]) => Event[]]>([
    ['all emptied', NOTHING],
    ['without the calls that made a user', (all) => all.filter(({ eventName }) => !/User|Key/.test(eventName))],
    [
      'with another name in one call, under its id',
      (all) =>
        JSON.parse(JSON.stringify(all).replaceAll('"UserName":"svc"', '"UserName":"bob"').replaceAll('svc', 'bob')),
    ],
    [
      'with an innocent user under parameters of other names',
      tellsOf({ requestParameters: { UserPrincipalName: 'alice@x.onaliyun.com' }, responseElements: { Ok: 'true' } }),
    ],
    [
      "without the made user's calls",
      (all) => all.filter(({ userIdentity }) => !String(userIdentity.userName).includes('svc')),
    ],
  ])('%s: they are no source, LookupEvents is read, and it is said', async (_, change) => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    rewrites(change);
    const of = await look();
    expect(of.source('trail oss')).toEqual([
      expect.objectContaining({
        complete: false,
        cut: expect.stringMatching(
          /LookupEvents has calls that are not in it, or are written there otherwise: \S+ \S+ at/,
        ),
      }),
    ]);
    expect(of.actors).toContain('svc');
    expect(of.actors.join()).not.toContain('alice');
    expect(of.lacks).toMatchObject({ kind: 'log-tampering', severity: 'high', advice: expect.anything() });
    expect(of.lacks?.eventIds.length).toBeGreaterThan(0);
    expect(of.result).toMatchObject({ complete: false, thiefSeen: 'yes', alert: 'sent' });
    const own = sandbox.world.events
      .all()
      .filter((event) => event.userIdentity.accessKeyId === sandbox.keys.get('ci')?.key.accessKeyId);
    expect(of.result.events).toBeGreaterThanOrEqual(own.length);
    expect(of.mail).toContain('Logs or evidence tampered with');
    const [asked = ''] = objects(sandbox).filter((key) => key.endsWith('--escalate.json'));
    const { body } = sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(asked) ?? {};
    expect(String(body)).toContain('What the trail delivered lacks calls that ActionTrail has');
  });

  test.each([
    ['left out', { requestParameters: {}, responseElements: {} }],
    ['masked', { requestParameters: { UserName: '****' }, responseElements: {} }],
  ])('what a call says is %s: it is read as LookupEvents gives it', async (_, more) => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    rewrites(tellsOf(more));
    const of = await look();
    expect(of.actors).toContain('svc');
    expect(of.result).toMatchObject({ complete: true, thiefSeen: 'yes' });
  });

  test('where nothing says what the trail records, it is a hint', async () => {
    await attacked();
    setTrails(sandbox.world, []);
    sandbox.deliverTrail(BUCKET);
    rewrites(NOTHING);
    expect((await look()).lacks).toMatchObject({ severity: 'medium' });
  });
});

describe('a trail as it was delivered', () => {
  test('is whole, for a page of LookupEvents by region and identity', async () => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    const of = await look();
    expect(of.result).toMatchObject({ complete: true, thiefSeen: 'yes' });
    expect(of.lacks).toBeUndefined();
    expect(of.actors).toContain('svc');
    // Two regions; the key, then its user's name and key; and the first call from the business's one address.
    expect(of.lookups).toBeLessThanOrEqual(7);
    expect(of.source('actiontrail LookupEvents').map(({ source }) => source)).toEqual([
      'actiontrail LookupEvents cn-hangzhou, beside the trail',
      'actiontrail LookupEvents cn-beijing, beside the trail',
    ]);
  });

  test('may not have the last minutes yet: they are taken from LookupEvents, and nobody is accused', async () => {
    await attacked(TRAIL, 10);
    sandbox.deliverTrail(BUCKET);
    rewrites((all) => all.filter(({ eventName }) => !/User|Key/.test(eventName)));
    const of = await look();
    expect(of.lacks).toBeUndefined();
    expect(of.actors).toContain('svc');
    expect(of.result).toMatchObject({ complete: true, thiefSeen: 'yes' });
  });

  test('that began later does not reach back, and nobody is accused', async () => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    const { objects } = sandbox.oss.buckets.get(BUCKET) ?? { objects: new Map() };
    for (const key of [...objects.keys()].sort().slice(0, 20)) objects.delete(key);
    const of = await look();
    expect(of.lacks).toBeUndefined();
    expect(of.source('trail oss').slice(0, 1)).toEqual([
      expect.objectContaining({ complete: false, cut: expect.stringMatching(/^nothing before \S+ is in it/) }),
    ]);
    expect(of.source('actiontrail LookupEvents cn-hangzhou').every(({ complete }) => complete)).toBe(true);
  });

  test('that records writes alone is no whole source', async () => {
    await attacked();
    setTrails(sandbox.world, [{ name: 'main', bucket: BUCKET, events: 'Write' }]);
    sandbox.deliverTrail(BUCKET);
    rewrites((all) => all.filter(({ eventName }) => !/^(Describe|List)/.test(eventName)));
    const of = await look();
    expect(of.lacks).toBeUndefined();
    expect(of.source('trail oss').slice(0, 1)).toEqual([
      expect.objectContaining({ complete: false, cut: expect.stringContaining('records Write of the events alone') }),
    ]);
  });

  test('is not called whole where LookupEvents cannot be asked', async () => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    sandbox.kernel.faults.add({ match: { service: 'actiontrail', action: 'LookupEvents' }, times: 99, fault: 'deny' });
    const of = await look();
    expect(of.lacks).toBeUndefined();
    expect(of.result).toMatchObject({ complete: false });
    expect(of.source('trail oss')[0]).toMatchObject({ complete: true });
    const beside = of.source('actiontrail LookupEvents');
    expect(beside.length).toBe(2);
    for (const one of beside)
      expect(one).toMatchObject({ complete: false, cut: expect.stringContaining('NoPermission') });
  });
});

test("a trail's logs that lack calls are no whole source either", async () => {
  const env = { TOURNIQUET_TRAIL_SLS: 'acme-audit/actiontrail_logs' };
  await attacked(env);
  const store = sandbox.addLogstore('acme-audit', 'actiontrail_logs');
  const timed = (at: number, event: object) => ({
    __time__: String(Math.floor(at / 1000)),
    event: JSON.stringify(event),
  });
  const events = sandbox.world.events.all().filter(({ eventName }) => !/CreateUser|CreateAccessKey/.test(eventName));
  const began = sandbox.clock.now().getTime() - 90 * 86_400_000 + 3_600_000;
  const first = {
    eventName: 'ListUsers',
    eventTime: new Date(began).toISOString(),
    userIdentity: { userName: 'alice' },
  };
  store.rows.push(timed(began, first), ...events.map((event) => timed(Date.parse(event.eventTime), event)));
  store.rows.push(timed(sandbox.clock.now().getTime() - MINUTE_MS, first));
  const of = await look(env);
  expect(of.source('sls')).toEqual([
    expect.objectContaining({
      complete: false,
      cut: expect.stringContaining('LookupEvents has calls that are not in it'),
    }),
  ]);
  // The trail of the account delivers to a bucket: nothing says what this logstore is given.
  expect(of.lacks).toMatchObject({ severity: 'medium' });
  expect(of.actors).toContain('svc');
});

describe('what the trail of the bucket records', () => {
  const trail = (more: Partial<Trail> = {}): Trail => ({
    ...{ name: 'main', region: 'All', events: 'All', isOn: true, bucket: BUCKET, logProject: undefined },
    ...more,
  });
  const writes = trail({ name: 'writes', events: 'Write', prefix: 'audit/' });
  test.each<[string, readonly Trail[], string, boolean, number]>([
    ['everything', [trail()], '', true, 0],
    ['nothing that is known', [], '', false, 0],
    ['of another bucket', [trail({ bucket: 'other' })], '', false, 0],
    ['writes alone', [writes], 'audit', false, 1],
    ['under another prefix', [trail()], 'audit', false, 0],
    ['of two, the one under the prefix', [trail(), writes], 'audit', false, 1],
    ['of two under one prefix, the one that records more', [writes, trail({ prefix: 'audit' })], 'audit', true, 0],
  ])('%s', (_, trails, prefix, isSure, gaps) => {
    const told = trailOfBucket(trails, { trail: { bucket: BUCKET, prefix } });
    expect({ isSure: told.isSure, gaps: told.gaps.length }).toEqual({ isSure, gaps });
  });
});
