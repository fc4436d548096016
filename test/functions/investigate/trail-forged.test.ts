import { gzipSync } from 'node:zlib';
import { attacked, BUCKET, type Event, look, MINUTE_MS, sandbox, started, stop } from './a-trail';
import { objects, THIEF } from './an-account';

afterEach(() => stop());

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

  const noted = (): string =>
    objects(sandbox)
      .filter((key) => key.includes('/journal/'))
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
    expect(noted()).not.toContain('"logins"');
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
    await started();
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
    expect(asked()).toMatch(/"made":\[\{"type":"user","name":"svc"(,"id":"\d+")?\}\]/);
  });
});
