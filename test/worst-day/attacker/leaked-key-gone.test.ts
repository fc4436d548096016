import { approveCommand } from '../../../cli/approve';
import { approvalLines } from '../../../cli/approve-plan';
import type { CliRun } from '../../../cli/run';
import type { Identity } from '../../../sandbox/identities';
import { parseAccessKeyId } from '../../../shared/ids';
import { FREEZE, QUARANTINE } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import { Scene, THIEF } from './scene';

afterEach(() => Scene.stopAll());

type Fate = 'nothing' | 'off' | 'deleted' | 'deleted behind the deny';

/** What another credential of the thief's does to the leaked key. */
async function metBy(scene: Scene, fate: Fate, other: Identity): Promise<void> {
  const key = { UserName: THIEF, UserAccessKeyId: scene.leaked.accessKeyId };
  if (fate === 'nothing') return;
  await scene.does('ram', 'UpdateAccessKey', { ...key, Status: 'Inactive' }, other);
  if (fate !== 'off') await scene.does('ram', 'DeleteAccessKey', key, other);
}

async function person({ account, env }: Scene): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, env, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

/** A person approves what he was asked about. */
async function approves(scene: Scene): Promise<number> {
  const cli = await person(scene);
  const { leaked } = scene;
  return approveCommand(cli, [parseAccessKeyId(leaked.accessKeyId)], { reason: 'it is his', by: 'alice', yes: true });
}

const subjects = (scene: Scene): string[] => scene.account.mails.map(({ subject }) => subject);
const escalations = (scene: Scene): string[] =>
  scene.account.objects('schedule/').filter((one) => /escalate/.test(one));

describe('the thief made another administrator, who is contained whatever became of the leaked key', () => {
  const scenes = async (escalate: 'ask' | 'auto', fate: Fate): Promise<Scene> => {
    const scene = await Scene.start({ TOURNIQUET_ESCALATE: escalate });
    const other = await scene.another();
    const isBehind = fate === 'deleted behind the deny';
    if (!isBehind) await metBy(scene, fate, other);
    await scene.leaks();
    if (isBehind) await metBy(scene, fate, other);
    await scene.investigated();
    await scene.minute(2);
    return scene;
  };

  test.each<Fate>(['nothing', 'off', 'deleted', 'deleted behind the deny'])('auto, the key: %s', async (fate) => {
    const scene = await scenes('auto', fate);
    expect(scene.account.policiesOf('svc')).toContain(FREEZE);
    expect([escalations(scene), scene.failures]).toEqual([[], []]);
    expect(subjects(scene).at(-1)).toMatch(/^\[URGENT\]/);
    // Of a deleted key its user is left alone: nothing says that he is the thief's.
    expect(scene.account.policiesOf(THIEF).includes(FREEZE)).toBe(!fate.startsWith('deleted'));
  });

  test.each(['auto', 'ask'] as const)(
    '%s: of a deleted key nothing is left to switch off or to replace',
    async (mode) => {
      const { text = '' } = (await scenes(mode, 'deleted')).account.mails.at(-1) ?? {};
      expect(text).toMatch(/Thief seen.*\n?.*YES/);
      expect(text).not.toMatch(/disable it|rotate now|and it goes on/i);
    },
  );

  test.each<Fate>(['nothing', 'off', 'deleted', 'deleted behind the deny'])('ask, the key: %s', async (fate) => {
    const scene = await scenes('ask', fate);
    expect(scene.account.policiesOf('svc')).not.toContain(FREEZE);
    expect(subjects(scene).at(-1)).toMatch(/^\[DECIDE\]/);
    expect([escalations(scene), scene.failures]).toEqual([[], []]);
    expect(approvalLines(await person(scene), await scene.account.incident(THIEF))).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `: attach ${FREEZE} to its user .*where the key is there still; attach ${FREEZE} to .*the user svc$`,
        ),
      ),
    );
    expect(await approves(scene)).toBe(0);
    expect(scene.account.policiesOf('svc')).toContain(FREEZE);
  });

  test('the key deleted, and its user not to be looked at: tried again, and not dropped', async () => {
    const scene = await Scene.start({ TOURNIQUET_ESCALATE: 'auto' });
    await metBy(scene, 'deleted', await scene.another());
    await scene.leaks();
    scene.account.fault('ims', 'GetAccessKeyInfoInRecycleBin', 'deny', 1_000);
    await scene.investigated();
    expect(scene.failures.join()).toMatch(/escalate/);
    expect(escalations(scene)).toHaveLength(1);
    scene.account.clearFaults();
    await scene.minute();
    expect([scene.account.policiesOf('svc').includes(FREEZE), escalations(scene)]).toEqual([true, []]);
  });
});

describe('the thief made himself another key of the same user, in place of the leaked one', () => {
  const scenes = async (escalate: 'ask' | 'auto', fate: Fate): Promise<{ scene: Scene; mine: Identity }> => {
    const scene = await Scene.start({ TOURNIQUET_ESCALATE: escalate });
    const second = { UserName: THIEF, UserAccessKeyId: scene.keyOf('second').accessKeyId };
    await scene.does('ram', 'UpdateAccessKey', { ...second, Status: 'Inactive' });
    await scene.does('ram', 'DeleteAccessKey', second);
    const { AccessKey } = (await scene.does('ram', 'CreateAccessKey', { UserName: THIEF })) as {
      readonly AccessKey: { readonly AccessKeyId: string; readonly AccessKeySecret: string };
    };
    const mine = { accessKeyId: AccessKey.AccessKeyId, accessKeySecret: AccessKey.AccessKeySecret };
    await metBy(scene, fate, mine);
    await scene.leaks();
    await scene.investigated();
    return { scene, mine };
  };

  test.each<Fate>(['off', 'deleted'])('auto, the leaked key %s: the user is frozen', async (fate) => {
    const { scene, mine } = await scenes('auto', fate);
    expect(scene.account.policiesOf(THIEF)).toContain(FREEZE);
    expect([await scene.power(mine), scene.failures]).toEqual([0, []]);
  });

  test.each<Fate>(['off', 'deleted'])('ask, the leaked key %s: a person is asked', async (fate) => {
    const { scene, mine } = await scenes('ask', fate);
    expect(scene.account.policiesOf(THIEF)).not.toContain(QUARANTINE);
    const [first, summary, asked] = scene.account.mails;
    expect(subjects(scene)).toEqual([
      expect.stringContaining(`the key of ${THIEF} is ${fate === 'off' ? 'disabled' : 'deleted'} already`),
      expect.stringMatching(/^\[URGENT\]/),
      expect.stringMatching(/^\[DECIDE\]/),
    ]);
    expect(summary?.text).not.toContain('nobody has to decide');
    expect(asked?.text).toContain('approve');
    expect(await approves(scene)).toBe(0);
    expect([scene.account.policiesOf(THIEF).includes(FREEZE), await scene.power(mine)]).toEqual([true, 0]);
    if (fate === 'deleted') {
      expect(first?.text).toContain(`Its user ${THIEF} is there still`);
      expect(scene.told).not.toMatch(/user \S+ has been deleted/);
    }
  });
});

describe('another administrator deletes the leaked key, and takes off what was frozen', () => {
  test.each(['nothing', 'the key', 'the key and its user'] as const)('deleted: %s', async (deleted) => {
    const scene = await Scene.start({ TOURNIQUET_ESCALATE: 'auto' });
    const svc = await scene.another();
    await scene.leaks();
    await scene.investigated();
    expect([scene.account.policiesOf('svc'), scene.account.policiesOf(THIEF)]).toEqual([
      expect.arrayContaining([FREEZE]),
      expect.arrayContaining([FREEZE]),
    ]);
    await scene.minute();
    const alice = scene.keyOf('alice');
    const mails = scene.account.mails.length;
    if (deleted !== 'nothing') await metBy(scene, 'deleted', alice);
    if (deleted === 'the key and its user') scene.sandbox.world.users.delete(THIEF);
    const isUserThere = deleted !== 'the key and its user';
    for (const UserName of ['svc', ...(isUserThere ? [THIEF] : [])])
      for (const PolicyName of [FREEZE, QUARANTINE])
        await scene.tries('ram', 'DetachPolicyFromUser', { UserName, PolicyName, PolicyType: 'Custom' }, alice);
    await scene.minute(2);
    expect(scene.account.policiesOf('svc')).toContain(FREEZE);
    expect(await scene.power(svc)).toBe(0);
    if (isUserThere) expect(scene.account.policiesOf(THIEF)).toContain(FREEZE);
    expect(subjects(scene).slice(mails)).toEqual([expect.stringMatching(/somebody undid the containment/)]);
    expect(scene.failures).toEqual([]);
  });
});
