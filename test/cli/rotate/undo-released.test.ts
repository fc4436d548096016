import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { statusCommand } from '../../../cli/status';
import { respond } from '../../../functions/respond/respond';
import { parseAccessKeyId } from '../../../shared/ids';
import { busEvent } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { QUARANTINE, Rotation, SECRET } from './arrange';

const KMS = { place: { kind: 'kms' as const, secretName: SECRET } };
const WHY = { anyway: true, reason: 'the nightly job moves tomorrow' };
const AGAIN = { ...WHY, again: true };

let rotation: Rotation;
afterEach(() => rotation.end());

const approve = () =>
  rotation.command((cli) => approveCommand(cli, [rotation.old], { by: 'alice', reason: 'it is on', yes: true }));
const release = () =>
  rotation.command((cli) =>
    releaseCommand(cli, rotation.old, {
      ...{ by: 'alice', reason: 'replaced', yes: true, falseAlarm: false, reactivate: [], ownKeys: [] },
    }),
  );
const asked = async (work: (cli: CliRun) => Promise<number>) => JSON.parse((await rotation.command(work)).stdout);
const status = () => asked((cli) => statusCommand(cli, rotation.old, true));
const listed = async (): Promise<string> =>
  (await asked((cli) => statusCommand(cli, undefined, true))).incidents[0].state;
/** The responder's timer; the subjects of what it tells. */
const timer = async (): Promise<string[]> => {
  const { mail } = rotation.sandbox.inbox;
  const from = mail.length;
  const event = { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '' };
  await respond(Buffer.from(JSON.stringify(event)), await aRun(rotation.sandbox, { TOURNIQUET_LANGUAGE: 'en' }));
  return mail.slice(from).map(({ subject }) => subject);
};
/** The old key is off, and the deny was taken off before its deletion. */
const lifted = async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.step('finish', { liftEarly: true, ...WHY });
  expect(rotation.policiesOf()).not.toContain(QUARANTINE);
};

test.each([false, true])(
  'behind a false alarm the key comes back without a deny, unless another leak is known (%s)',
  async (isLeaked) => {
    rotation = await Rotation.begin();
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.step('finish');
    const wish = { by: 'alice', reason: 'a drill', yes: true, falseAlarm: true, reactivate: [] };
    const ownKeys = [parseAccessKeyId(rotation.newKey.accessKeyId)];
    await rotation.command((cli) => releaseCommand(cli, rotation.old, { ...wish, ownKeys }));
    expect(rotation.policiesOf()).not.toContain(QUARANTINE);
    const leak = Buffer.from(JSON.stringify(busEvent(rotation.old, { userName: 'ci-bot' }, 'a real one')));
    if (isLeaked) await respond(leak, await aRun(rotation.sandbox, { TOURNIQUET_LANGUAGE: 'en' }));
    if (isLeaked) expect((await rotation.step('undo', { reason: WHY.reason })).code).toBe(4);
    expect((await rotation.step('undo', AGAIN)).code).toBe(0);
    expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', isLeaked]);
  },
);

test('a deny that was lifted goes back on before the key does, and the incident is contained by that', async () => {
  await lifted();
  const refused = await rotation.step('undo');
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringMatching(/was lifted[\s\S]*goes back on ci-bot first/),
  ]);
  const from = rotation.sandbox.kernel.calls.all().length;
  const { code, stderr } = await rotation.step('undo', WHY);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/put the deny back on ci-bot.* contained again, until a release/),
  ]);
  expect(stderr).not.toMatch(/ak-tourniquet (respond|approve)/);
  expect(rotation.writes(from)).toEqual(['AttachPolicyToUser 200', 'UpdateAccessKey 200']);
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', true]);
});

test('where a fence belongs to a containment, the plan says that the deny goes back on without it', async () => {
  await lifted();
  const fence = { TOURNIQUET_CONTAINMENT: 'fence' };
  const undo = ['rotate', 'undo', rotation.old, '--anyway', '--reason', WHY.reason];
  // Without a terminal the plan is shown, and nothing is begun.
  const line = / {2}- without its fence: LTAI\w+ works from every network then/;
  expect((await rotation.run(undo, fence)).stderr).toMatch(line);
  expect((await rotation.run(undo)).stderr).not.toMatch(line);
});

test('somebody has switched the key on behind a deny that was lifted: nothing is done in passing, and the deny goes on by a word', async () => {
  await lifted();
  const key = rotation.keysOf().find(({ accessKeyId }) => accessKeyId === rotation.old);
  if (key) key.status = 'Active';
  const from = rotation.sandbox.kernel.calls.all().length;
  expect(await rotation.step('undo')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /is ON already: somebody.*To switch it off: npx --no ak-tourniquet rotate finish LTAI.*was lifted/,
    ),
  });
  expect(rotation.writes(from)).toEqual([]);
  rotation.fault('ram', 'AttachPolicyToUser', 'deny');
  expect(await rotation.step('undo', WHY)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      `Next: npx --no ak-tourniquet rotate undo ${rotation.old} --anyway --reason '${WHY.reason}'`,
    ),
  });
  expect(await rotation.step('undo', WHY)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/done {3}attach-quarantine[\s\S]*on already, and not by this command/),
  });
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', true]);
});

test('a release switches the key on again as no leak: nobody has to ask who did, and the rotation is to be taken back', async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.step('finish', WHY);
  const { code } = await rotation.command((cli) =>
    releaseCommand(cli, rotation.old, {
      ...{ by: 'alice', reason: 'a drill', yes: true, falseAlarm: true, reactivate: [rotation.old], ownKeys: [] },
    }),
  );
  expect([code, rotation.statusOf(rotation.old)]).toEqual([0, 'Active']);
  expect(await status()).toMatchObject({
    checklist: { disabled: 'open' },
    rotation: { stage: 'handed-over', deleteFrom: null, next: expect.stringMatching(/rotate undo LTAI/) },
  });
  expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.not.stringMatching(/somebody/) });
  expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/was taken back by/) });
  expect([rotation.statusOf(rotation.old), rotation.newKey.status]).toEqual(['Active', 'Inactive']);
});

test('deleted, restored, on again: status and list have the deny and the incident', async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.step('finish', WHY);
  await rotation.step('delete', { now: true, ...WHY });
  await rotation.step('undo');
  const again = await rotation.step('delete', { now: true, ...WHY });
  expect([again.code, again.stderr.includes('as release does')]).toEqual([0, false]);
  expect(await listed()).toBe('released');
  await rotation.step('undo');
  expect(await rotation.step('undo', AGAIN)).toMatchObject({ code: 0 });
  expect(await status()).toMatchObject({ deny: expect.any(String), attached: ['quarantine'], release: null });
  expect(await listed()).toBe('contained');
  expect(await approve()).toMatchObject({ code: 0, stderr: expect.stringMatching(/contained already/) });
});

test('a deny that is on again is looked after by the timer, and a release takes it off', async () => {
  await lifted();
  await rotation.step('undo', WHY);
  const { attached } = rotation.sandbox.world.users.get('ci-bot') ?? {};
  await timer();
  attached?.set(
    attached.current.filter(({ policy }) => policy.name !== QUARANTINE),
    0,
  );
  rotation.later(25);
  const told = await timer();
  expect(told).toEqual(expect.arrayContaining([expect.stringMatching(/still active|is active/i)]));
  expect(rotation.policiesOf()).toContain(QUARANTINE);
  await rotation.step('finish', WHY);
  expect(await release()).toMatchObject({ code: 0, stderr: expect.stringMatching(/done {3}detach:AkTourniquetQ/) });
  expect(rotation.policiesOf()).not.toContain(QUARANTINE);
  expect([await listed(), await status()]).toEqual(['released', expect.objectContaining({ deny: null, attached: [] })]);
});

test('a run that died behind the deny is contained all the same, and the next one goes on', async () => {
  await lifted();
  const args = ['undo', rotation.old, '--anyway', '--reason', WHY.reason, '--yes'];
  await rotation.killed(args, ['ram', 'AttachPolicyToUser']);
  expect([await listed(), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['contained', true]);
  rotation.later(1);
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(await status()).toMatchObject({ deny: expect.any(String), attached: ['quarantine'], release: null });
});

test('the deny cannot be put back: the key stays off', async () => {
  await lifted();
  rotation.fault('ram', 'AttachPolicyToUser', 'deny', 9);
  expect(await rotation.step('undo', WHY)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/FAILED attach-quarantine/),
  });
  expect(rotation.statusOf(rotation.old)).toBe('Inactive');
});

test('an approval of the key that is off takes the release away, and not what an undo owes: the deny goes on first', async () => {
  await lifted();
  await approve();
  expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/was lifted/) });
  const from = rotation.sandbox.kernel.calls.all().length;
  const { code, stderr } = await rotation.step('undo', WHY);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/put the deny back on ci-bot/)]);
  expect(rotation.writes(from)).toEqual(['AttachPolicyToUser 200', 'UpdateAccessKey 200']);
  expect(rotation.journal.findLast(({ type }) => type === 'rotation-intent')).toMatchObject({
    mayAttach: ['quarantine'],
  });
});

test('nobody approved: the deny that was put back counts, and comes off with the deletion all the same', async () => {
  await lifted();
  await rotation.step('undo', WHY);
  expect(await rotation.step('finish', WHY)).toMatchObject({ code: 0 });
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(await rotation.step('finish', WHY)).toMatchObject({ code: 0 });
  expect(await rotation.step('delete', { now: true, ...WHY })).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/take the deny off/),
  });
  expect(rotation.policiesOf()).toEqual(['AliyunECSFullAccess']);
});

test('a key that was never contained is not denied by an undo: its user may be excluded', async () => {
  rotation = await Rotation.begin(undefined, false);
  const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
  await rotation.run(['respond', rotation.old, '--reason', 'x', '--yes'], env);
  await rotation.start(KMS);
  await rotation.step('finish', WHY);
  expect(await rotation.step('undo')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/no deny on ci-bot[\s\S]*approve LTAI/),
  });
  expect(await rotation.step('undo', WHY)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/First: npx --no ak-tourniquet approve/),
  });
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', false]);
  expect(await approve()).toMatchObject({ code: 0 });
  expect(rotation.policiesOf()).toContain(QUARANTINE);
});

test('a deny that is not there, whatever the journal says, goes back on before the key does', async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.step('finish', WHY);
  const attached = rotation.sandbox.world.users.get('ci-bot')?.attached;
  attached?.set(
    attached.current.filter(({ policy }) => policy.name !== QUARANTINE),
    0,
  );
  rotation.fault('ram', 'ListPoliciesForUser', 'deny');
  expect(await rotation.step('undo')).toMatchObject({ code: 1 });
  expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  const { code, stderr } = await rotation.step('undo');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/attach-quarantine[\s\S]*enable-key/)]);
  expect(stderr).not.toMatch(/approve/);
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', true]);
});

test('the release behind a deletion dies when the deny is off: the way back puts it on again', async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.step('finish', WHY);
  const args = ['delete', rotation.old, '--now', '--reason', WHY.reason, '--yes'];
  await rotation.killed(args, ['ram', 'DetachPolicyFromUser']);
  rotation.later(1);
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/was lifted/) });
  expect(await rotation.step('undo', AGAIN)).toMatchObject({ code: 0 });
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', true]);
});

describe('a release of the key that works on goes by what its replacement does now', () => {
  const byHand = (action: string, more: Readonly<Record<string, string>> = {}) =>
    callRpc(rotation.sandbox, rotation.sandbox.identities.admin, 'ram', action, {
      ...{ UserName: 'ci-bot', UserAccessKeyId: rotation.newKey.accessKeyId, ...more },
    });
  beforeEach(async () => {
    rotation = await Rotation.begin();
    await rotation.start(KMS);
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 0 });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['the rotation was taken back', () => rotation.step('undo', WHY)],
    ['the new key was switched off', () => byHand('UpdateAccessKey', { Status: 'Inactive' })],
    ['the new key was deleted', () => byHand('DeleteAccessKey')],
    [
      'the old key was used again',
      async () => {
        rotation.later(5 * 24);
        await rotation.use(rotation.old);
        rotation.later(4);
      },
    ],
    ['nobody can look', async () => rotation.fault('ram', 'GetAccessKeyLastUsed', 'deny', 9)],
  ])('%s: the deny stays', async (_, come) => {
    await come();
    expect(await release()).toMatchObject({ code: 4, stderr: expect.stringMatching(/is still active/) });
    expect(rotation.policiesOf()).toContain(QUARANTINE);
  });

  test('it works still: the deny comes off, and the plan says until when the old key has its power', async () => {
    expect(await release()).toMatchObject({ code: 0, stderr: expect.stringMatching(/until rotate finish/) });
    expect(rotation.policiesOf()).not.toContain(QUARANTINE);
  });
});

test('the deny came off because the key was being replaced: a rotation is not taken back unseen from under it', async () => {
  rotation = await Rotation.begin();
  await rotation.start(KMS);
  await rotation.moveOver();
  expect(await rotation.verify()).toMatchObject({ code: 0 });
  expect(await release()).toMatchObject({ code: 0 });
  expect([rotation.statusOf(rotation.old), rotation.policiesOf().includes(QUARANTINE)]).toEqual(['Active', false]);
  const { newKey } = rotation;
  newKey.status = 'Inactive';
  const refused = await rotation.step('undo');
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringMatching(
      /was being replaced: taken back, that key is on with all of its power[\s\S]*rotate finish LTAI/,
    ),
  ]);
  const agreed = await rotation.step('undo', WHY);
  expect([agreed.code, agreed.stderr]).toEqual([0, expect.stringMatching(/go over this: .* nothing replaces it/)]);
});
