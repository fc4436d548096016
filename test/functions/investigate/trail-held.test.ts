import { gunzipSync, gzipSync } from 'node:zlib';
import { investigate } from '../../../functions/investigate/investigate';
import { trailOfBucket } from '../../../functions/investigate/log-trail';
import { setTrails } from '../../../sandbox/furnish';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Trail } from '../../../shared/aliyun/action-trail';
import type { FindingsFile } from '../../../shared/findings/file';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, objects, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const BUCKET = 'account-trail';
const TRAIL = { TOURNIQUET_TRAIL_BUCKET: BUCKET };
const FROM = { 'x-sandbox-source-ip': THIEF };
const MINUTE_MS = 60_000;

type Event = { eventId: string; eventName: string; userIdentity: { accessKeyId?: string; userName?: string } };

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

/** The thief makes a user with a key, which looks around; forty minutes later the trail has delivered it. */
async function attacked(env: Readonly<Record<string, string>> = TRAIL, minutes = 40): Promise<void> {
  sandbox = await anAccount(aSandbox().withUser(aUser('alice').withKey()).withEvents(usual(6)), env);
  setTrails(sandbox.world, [{ name: 'main', bucket: BUCKET }]);
  const key = sandbox.keys.get('ci')?.key;
  if (!key) throw new Error('the account has no such key');
  const own = { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret };
  const ram = (speaks: typeof own, action: string, parameters: Record<string, string>) =>
    callRpc(sandbox, speaks, 'ram', action, parameters, FROM);
  await ram(own, 'CreateUser', { UserName: 'svc' });
  await ram(own, 'AttachPolicyToUser', {
    UserName: 'svc',
    PolicyName: 'AdministratorAccess',
    PolicyType: 'System',
  });
  const { body } = await ram(own, 'CreateAccessKey', { UserName: 'svc' });
  const made = body['AccessKey'] as { AccessKeyId: string; AccessKeySecret: string };
  sandbox.clock.advance(3_000);
  await ram({ accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret }, 'ListUsers', {});
  sandbox.clock.advance(minutes * MINUTE_MS);
}

/** What the trail delivered, changed by whoever may write there. */
function rewrites(change: (events: Event[]) => Event[]): void {
  const { objects } = sandbox.oss.buckets.get(BUCKET) ?? { objects: new Map() };
  for (const [key, object] of objects) {
    const events = JSON.parse(gunzipSync(object.body).toString()) as Event[];
    objects.set(key, { ...object, body: gzipSync(JSON.stringify(change(events))) });
  }
}

async function look(env: Readonly<Record<string, string>> = TRAIL) {
  const run = await aRun(sandbox, { ...ENV, ...env }, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 45 * MINUTE_MS });
  const result = await investigate((await handOver(run, id)).event, run);
  const manifest = await manifestOf(run, id);
  const file = async (path: string) => String(await read(sandbox, run.paths.incident(id))(path));
  const { findings, actors } = JSON.parse(await file('findings.json')) as FindingsFile;
  const lacks = findings.find(({ rule }) => rule === 'trail-lacks-calls');
  const source = (name: string) => manifest.sources.filter((one) => one.source.startsWith(name));
  const early = sandbox.clock.now().getTime() - 60 * 86_400_000;
  const lookups = sandbox.kernel.calls
    .all()
    .filter(
      ({ action, parameters }) => action === 'LookupEvents' && Date.parse(String(parameters['StartTime'])) < early,
    );
  const mail = JSON.stringify(sandbox.inbox);
  return {
    result,
    manifest,
    source,
    findings,
    lacks,
    lookups: lookups.length,
    actors: actors.map(({ id }) => id),
    mail,
  };
}

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

describe('calls that somebody put into what a trail delivered', () => {
  const HOUR_MS = 3_600_000;
  const OF_THE_KEY = (): Event | undefined =>
    sandbox.world.events
      .all()
      .find(({ userIdentity }) => userIdentity.accessKeyId === sandbox.keys.get('ci')?.key.accessKeyId) as never;

  /** One more object, as the trail writes them. */
  function puts(...events: object[]): void {
    const { objects } = sandbox.oss.buckets.get(BUCKET) ?? { objects: new Map() };
    const [key = '', object] = [...objects].at(-1) ?? [];
    objects.set(
      key.replace(/[^/]*$/, (name: string) => `z${name}`),
      { ...object, body: gzipSync(JSON.stringify(events)) },
    );
  }

  const asked = (): string =>
    objects(sandbox)
      .filter((key) => key.endsWith('--escalate.json'))
      .map((key) => String(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(key)?.body))
      .join();

  /** The thief's call that made svc, told of alice. */
  const ofAlice = (more: object): object => {
    const thiefs = sandbox.world.events.all().find(({ eventName }) => eventName === 'CreateUser');
    return { ...JSON.parse(JSON.stringify(thiefs).replaceAll('svc', 'alice')), ...more };
  };
  /** The key's calls from the thief's address, on many days before the leak. */
  const history = (): object[] =>
    [60, 50, 45, 40, 35, 30].map((days) => ({
      ...OF_THE_KEY(),
      eventId: `history-${days}`,
      eventTime: new Date(sandbox.clock.now().getTime() - days * 24 * HOUR_MS).toISOString().replace(/[.]\d+/, ''),
      sourceIpAddress: THIEF,
    }));

  const forgedCall = (minutesAgo: number, more: object): object => ({
    ...OF_THE_KEY(),
    eventId: `forged-${minutesAgo}`,
    eventTime: new Date(sandbox.clock.now().getTime() - minutesAgo * MINUTE_MS).toISOString().replace(/[.]\d+/, ''),
    ...{ eventRW: 'Write', sourceIpAddress: THIEF },
    ...more,
  });
  const ofBoss = (): object =>
    forgedCall(41, {
      ...{ serviceName: 'Ram', eventSource: 'ram.aliyuncs.com', eventName: 'UpdateLoginProfile' },
      requestParameters: { UserName: 'alice' },
    });

  test.each<[string, () => object[]]>([
    ['a user whom the key never made', () => [ofAlice({ eventId: 'forged-1' })]],
    ["a past that makes the thief's address the business's", history],
    ["a change of somebody's password by his administrator, told of the key", () => [ofBoss()]],
    ['the past in a region that is none', () => history().map((event) => ({ ...event, acsRegion: 'x.evil.example/' }))],
  ])('%s: nothing of the trail is believed, and it is told', async (_, events) => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    puts(...events());
    const of = await look();
    expect(of.findings.map(({ rule }) => rule)).toContain('trail-has-unknown-calls');
    expect(of.findings.map(({ rule }) => rule)).toContain('persistence-user');
    expect(of.source('trail oss')[0]).toEqual(
      expect.objectContaining({
        complete: false,
        cut: expect.stringMatching(/calls that LookupEvents does not know, or knows otherwise: \S+ \S+ at/),
      }),
    );
    expect(of.actors).toContain('svc');
    expect(of.actors).not.toContain('alice');
    expect(of.result).toMatchObject({ complete: false, thiefSeen: 'yes' });
    expect(of.mail).toContain('Logs or evidence tampered with');
    expect(asked()).toContain('"svc"');
    expect(asked()).not.toContain('alice');
    const hosts = new Set(sandbox.kernel.calls.all().map(({ parameters }) => JSON.stringify(parameters)));
    expect([...hosts].join()).not.toContain('evil');
  });

  test('the same under the id of a true call: what LookupEvents gives of that id counts', async () => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    puts(ofAlice({}));
    const of = await look();
    expect(of.actors).toContain('svc');
    expect(of.actors).not.toContain('alice');
    expect(asked()).not.toContain('alice');
  });

  test.each([10, 35])('a denied call of %i minutes ago, behind the deny, switches nothing off', async (minutes) => {
    sandbox = await anAccount(aSandbox().withUser(aUser('alice').withKey()).withEvents(usual(6)), TRAIL);
    setTrails(sandbox.world, [{ name: 'main', bucket: BUCKET }]);
    sandbox.clock.advance(40 * MINUTE_MS);
    sandbox.deliverTrail(BUCKET);
    const { sourceIpAddress } = (OF_THE_KEY() ?? {}) as { sourceIpAddress?: string };
    const call = { serviceName: 'Ram', eventSource: 'ram.aliyuncs.com', eventName: 'CreateUser' };
    puts(
      forgedCall(minutes, { ...call, requestParameters: { UserName: 'zz' }, responseElements: {}, sourceIpAddress }),
    );
    await look();
    expect(asked()).not.toContain('success-after-deny');
  });

  test('a call without an id accuses nobody: it cannot be asked for', async () => {
    await attacked();
    sandbox.deliverTrail(BUCKET);
    puts(ofAlice({ eventId: '' }));
    const of = await look();
    expect(of.result).toMatchObject({ complete: false });
    expect(asked()).toContain('"made":[{"type":"user","name":"svc"}]');
  });
});
