import type { FindingsFile } from '../../../shared/findings/file';
import { callRpc } from '../../sdk-clients';
import { Scene, THIEF } from '../../worst-day/attacker/scene';

const FROM = { 'x-sandbox-source-ip': '185.220.101.34' };
const ADMINISTRATOR = { PolicyName: 'AdministratorAccess', PolicyType: 'System' };
type Identity = Parameters<typeof callRpc>[1];
type Service = Parameters<typeof callRpc>[2];

afterEach(() => Scene.stopAll());

/** An administrator's key with twelve days of business from one address. */
const started = (mode: 'ask' | 'auto') =>
  Scene.start({ TOURNIQUET_ESCALATE: mode }, (builder) =>
    builder.withEvents({
      ...{ key: THIEF, days: 12, perDay: 5, untilDaysAgo: 1, sourceIps: ['47.96.10.20'] },
      calls: [{ service: 'ecs', action: 'DescribeInstances', region: 'cn-hangzhou' }],
    }),
  );

const call = async (
  scene: Scene,
  who: Identity,
  service: Service,
  action: string,
  parameters: Record<string, string>,
) => (await callRpc(scene.sandbox, who, service, action, parameters, FROM)).body;

async function makesAdministrator(scene: Scene, who: Identity, UserName: string): Promise<Identity> {
  await call(scene, who, 'ram', 'CreateUser', { UserName });
  await call(scene, who, 'ram', 'AttachPolicyToUser', { UserName, ...ADMINISTRATOR });
  const made = (await call(scene, who, 'ram', 'CreateAccessKey', { UserName }))['AccessKey'] as Record<string, string>;
  return { accessKeyId: made['AccessKeyId'] ?? '', accessKeySecret: made['AccessKeySecret'] ?? '' };
}

async function bySession(scene: Scene): Promise<Identity> {
  const opened = await call(scene, scene.leaked, 'sts', 'AssumeRole', scene.roleParameters());
  const told = opened['Credentials'] as Record<string, string>;
  return {
    accessKeyId: told['AccessKeyId'] ?? '',
    accessKeySecret: told['AccessKeySecret'] ?? '',
    securityToken: told['SecurityToken'] ?? '',
  };
}

const stolen: [string, (scene: Scene) => Promise<unknown>][] = [
  ['by a session of a role', async (scene) => makesAdministrator(scene, await bySession(scene), 'ghost')],
  [
    'by a user whom he made with it',
    async (scene) => makesAdministrator(scene, await makesAdministrator(scene, scene.leaked, 'svc'), 'ghost'),
  ],
  [
    'with it, from where he had looked in hours before',
    async (scene) => {
      await call(scene, scene.leaked, 'ram', 'ListUsers', {});
      scene.sandbox.clock.advance(3 * 3_600_000);
      return makesAdministrator(scene, scene.leaked, 'ghost');
    },
  ],
];

test.each(stolen)('whom the thief made %s is found, named, and asked about or frozen', async (_, attack) => {
  for (const mode of ['ask', 'auto'] as const) {
    const scene = await started(mode);
    await attack(scene);
    await scene.leaks();
    await scene.investigated();
    await scene.minute(2);
    expect(scene.failures).toEqual([]);
    const files = [...(scene.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? [])];
    const [, file] = files.find(([key]) => key.endsWith('/findings.json')) ?? [];
    const { actors } = JSON.parse(String(file?.body)) as FindingsFile;
    expect(actors.map(({ name }) => name)).toContain('ghost');
    expect(scene.told).toMatch(/Thief seen: YES/);
    expect(scene.told).toMatch(/Identities it made: .*RAM user ghost/);
    expect(scene.told).toMatch(/First deal with what was made with the key .*user ghost/);
    expect(scene.account.policiesOf('ghost')).toEqual(
      mode === 'ask' ? ['AdministratorAccess'] : ['AdministratorAccess', 'AkTourniquetFreeze'],
    );
    if (mode === 'ask') expect(scene.told).toContain('a thief is digging in');
  }
});
