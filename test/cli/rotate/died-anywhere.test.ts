import { readFileSync } from 'node:fs';
import { parseAccessKeyId } from '../../../shared/ids';
import type { IncidentState } from '../../../shared/incident/state';
import { commandKilled } from '../../any-order/killed';
import { QUARANTINE, Rotation, SECRET } from './arrange';

let rotation: Rotation;
const others = () => rotation.keysOf().filter(({ accessKeyId }) => accessKeyId !== rotation.old);
/** A start makes some thirty calls. */
const MOST = 60;
/** Every nth of them: `DIED_EVERY=1` tries each. */
const EVERY = Number(process.env['DIED_EVERY'] ?? 24);

/** Starts into a file, and dies in its nth call. False: it came to its end before. */
async function died(file: string, at: number): Promise<boolean> {
  const args = ['rotate', 'start', rotation.old, '--yes', '--to-file', file];
  const { output, ok } = await commandKilled(rotation.sandbox, args, { at, done: true });
  rotation.output += output;
  // Nobody begins a step while another may be at it.
  rotation.later(1);
  return !ok;
}

/** The last call of a start before its first that writes: what dies up to there has done nothing. */
async function beforeWrites(): Promise<number> {
  rotation = await Rotation.begin();
  const { calls } = rotation.sandbox.kernel;
  const from = calls.all().length;
  await died(rotation.file(), MOST);
  const made = calls.all().slice(from);
  await rotation.end();
  return made.findIndex(({ service, action }) => service === 'oss' && action === 'PutObject');
}

/** The same again: one key beside the old one in the end, and its secret where it was asked for. */
async function goesOn(file: string): Promise<void> {
  let again = await rotation.startInto(file);
  const [, discard] = /--discard (LTAI\w+)/.exec(again.stderr) ?? [];
  if (again.code === 4 && discard !== undefined) again = await rotation.startInto(file, { discard });
  expect([again.code, again.stderr]).toEqual([0, expect.any(String)]);
  expect(others().map(({ accessKeyId, status }) => [accessKeyId, status])).toEqual([
    [JSON.parse(readFileSync(file, 'utf8')).AccessKeyId, 'Active'],
  ]);
}

/** Taken back: no key is left on whose secret nobody has. */
async function isTakenBack(file: string): Promise<void> {
  let undone = await rotation.step('undo');
  // Its secret had arrived, and that is not written down yet.
  if (undone.code === 4 && /holds its secret/.test(undone.stderr)) {
    await rotation.startInto(file);
    undone = await rotation.step('undo');
  }
  expect([undone.code, undone.stderr]).toEqual([0, expect.any(String)]);
  expect(others().filter(({ status }) => status === 'Active')).toEqual([]);
}

// A call that is carried out and never answered; one that is not carried out is a death behind the call before it.
test.each([
  ['goes on', goesOn, 0],
  ['takes it back', isTakenBack, Math.floor(EVERY / 2)],
] as const)(
  'a start that dies in any of its calls: the next command %s',
  async (_, next, offset) => {
    for (let at = (await beforeWrites()) + offset; at <= MOST; at += EVERY) {
      rotation = await Rotation.begin();
      try {
        const file = rotation.file();
        const hasDied = await died(file, at);
        await next(file).catch((error: Error) => {
          throw new Error(`died in call ${at}: ${error.message}`);
        });
        for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
        if (!hasDied) return;
      } finally {
        await rotation.end();
      }
    }
    throw new Error('a start makes more calls than this looks at');
  },
  120_000,
);

const WHY = { anyway: true, now: true, reason: 'a test says so' };
const ARGS = ['--reason', WHY.reason, '--yes'];
/** What was done before, what dies, and how the key stands when the same command has come to its end. */
const LATER_STEPS = {
  finish: { before: [], args: ['finish', '--anyway', ...ARGS], ends: 'Inactive' },
  delete: { before: ['finish'], args: ['delete', '--now', ...ARGS], ends: undefined },
  'undo of finish': { before: ['finish'], args: ['undo', ...ARGS.slice(2)], ends: 'Active' },
  'undo of delete': { before: ['finish', 'delete'], args: ['undo', ...ARGS.slice(2)], ends: 'Inactive' },
} as const;
/** Most of their calls are looks, in which they die as in the call before: so few of them are tried unasked. */
const LATER_EVERY = Number(process.env['DIED_EVERY'] ?? 90);

async function stateOf(): Promise<IncidentState> {
  const states: IncidentState[] = [];
  await rotation.command(async ({ run }) => {
    states.push(
      (await run.journal.read({ accountId: run.accountId, accessKeyId: parseAccessKeyId(rotation.old) })).state,
    );
    return 0;
  });
  return states[0] as IncidentState;
}

/** A leaked key that is on is denied, one that is off still has a key in its place that works, and the journal says how it stands. */
async function isExplained(): Promise<void> {
  const status = rotation.statusOf(rotation.old);
  const isDenied = rotation.policiesOf().includes(QUARANTINE);
  const { rotation: state, isContaining } = await stateOf();
  expect([status, state?.deleted ? undefined : state?.finished ? 'Inactive' : 'Active']).toEqual([status, status]);
  // A release that died may have taken it off already: nothing is on then.
  expect([status, isDenied]).toEqual([status, status === 'Active' || (isContaining && isDenied)]);
  if (status !== 'Active') expect(others()).toMatchObject([{ status: 'Active' }]);
  if (status === undefined) expect([...rotation.sandbox.world.recycledKeys.keys()]).toEqual([rotation.old]);
}

/** False: the step came to its end before that call. */
async function diesAt(name: keyof typeof LATER_STEPS, at: number, next: 'the same' | 'undo'): Promise<boolean> {
  const { before, args, ends } = LATER_STEPS[name];
  const [step, ...rest] = args;
  rotation = await Rotation.begin();
  try {
    await rotation.start();
    for (const one of before) expect(await rotation.step(one, WHY)).toMatchObject({ code: 0 });
    const died = await commandKilled(rotation.sandbox, ['rotate', step, rotation.old, ...rest], { at, done: true });
    rotation.later(1);
    const last = JSON.stringify(rotation.journal.at(-1));
    const isDone = died.ok || (last.includes(`"step":"${step}"`) && last.includes('"ended":true'));
    const ran = await rotation.step(next === 'undo' ? 'undo' : step, WHY);
    try {
      // An undo that had come to its end before it died goes no further back, and says so.
      expect(ran.code).toBe(isDone && step === 'undo' ? 4 : 0);
      if (next === 'the same' || step === 'undo') expect(rotation.statusOf(rotation.old)).toBe(ends);
      await isExplained();
      if (name === 'delete' && next === 'undo') {
        expect(await rotation.step('undo', { ...WHY, again: true })).toMatchObject({ code: 0 });
        await isExplained();
      }
    } catch (error) {
      throw new Error(`died in call ${at}, then ${next}: ${(error as Error).message}\n${died.output}\n${ran.stderr}`);
    }
    return !died.ok;
  } finally {
    await rotation.end();
  }
}

test.each(Object.keys(LATER_STEPS) as (keyof typeof LATER_STEPS)[])(
  'a %s that dies in any of its calls: the same again ends it, and an undo takes it back',
  async (name) => {
    // Up to here it has looked.
    for (let at = Number(process.env['DIED_FROM'] ?? 20), turn = 0; at <= 5 * MOST; at += LATER_EVERY, turn += 1) {
      const both = ['undo', 'the same'] as const;
      for (const next of LATER_EVERY === 1 ? both : [both[turn % 2] ?? 'undo'])
        if (!(await diesAt(name, at, next))) return;
    }
    throw new Error('a step makes more calls than this looks at');
  },
  Number(process.env['DIED_TIME'] ?? 120_000),
);

describe('a process that is killed', () => {
  beforeEach(async () => {
    rotation = await Rotation.begin();
  });
  afterEach(async () => {
    for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
    await rotation.end();
  });
  const kms = () => ['start', rotation.old, '--to-kms', SECRET, '--yes'];
  const file = () => ['start', rotation.old, '--to-file', rotation.file(), '--yes'];

  test('before it makes anything: the next start begins anew', async () => {
    await rotation.killed(kms(), ['oss', 'PutObject']);
    expect(rotation.keysOf()).toHaveLength(1);
    rotation.later(1);
    expect(await rotation.start()).toMatchObject({ code: 0 });
  });

  test.each([
    ['KMS', kms],
    ['a file', file],
  ])('while RAM makes the key for %s: its secret is nobody’s, and the next start says so by name', async (_, args) => {
    await rotation.killed(args(), ['ram', 'CreateAccessKey']);
    const { accessKeyId } = rotation.newKey;
    rotation.later(1);
    const again = await rotation.start();
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining(`--discard ${accessKeyId}`)]);
    expect(rotation.keysOf()).toHaveLength(2);
    expect(await rotation.start({ discard: accessKeyId })).toMatchObject({ code: 0 });
    expect(rotation.newKey.accessKeyId).not.toBe(accessKeyId);
  });

  test('while KMS takes the secret: it is there, and the next start finds it', async () => {
    await rotation.killed(kms(), ['kms', 'PutSecretValue']);
    rotation.later(1);
    expect(await rotation.start()).toMatchObject({ code: 0, stderr: expect.stringMatching(/found where/) });
    expect(rotation.keysOf()).toHaveLength(2);
    expect(rotation.versions).toHaveLength(2);
    expect(await rotation.verify()).toMatchObject({ code: 3 });
  });

  test('while the old key is switched off: the next finish finds it off, and undo knows that it was ours', async () => {
    await rotation.start();
    await rotation.moveOver();
    await rotation.killed(['finish', rotation.old, '--yes'], ['ram', 'UpdateAccessKey']);
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
    const early = await rotation.step('finish');
    expect([early.code, early.stderr]).toEqual([4, expect.stringMatching(/come back after/)]);
    rotation.later(1);
    expect(await rotation.step('finish')).toMatchObject({ code: 0, stderr: expect.stringMatching(/off already/) });
    expect(await rotation.step('undo')).toMatchObject({ code: 0 });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
  });

  describe('twice: the undo ends what an undo has begun, and goes no further back', () => {
    const undo = () => ['undo', rotation.old, '--yes'];
    const states = () => [rotation.statusOf(rotation.old), others()[0]?.status];

    test('of a finish', async () => {
      await rotation.start();
      await rotation.killed(['finish', rotation.old, '--anyway', ...ARGS], ['ram', 'UpdateAccessKey']);
      rotation.later(1);
      await rotation.killed(undo(), ['ram', 'UpdateAccessKey']);
      rotation.later(1);
      expect(await rotation.step('undo')).toMatchObject({ code: 0 });
      expect(states()).toEqual(['Active', 'Active']);
    });

    test('of a deletion', async () => {
      await rotation.start();
      await rotation.step('finish', WHY);
      await rotation.killed(['delete', rotation.old, '--now', ...ARGS], ['ram', 'DeleteAccessKey']);
      rotation.later(1);
      await rotation.killed(undo(), ['ims', 'RestoreAccessKeyFromRecycleBin']);
      rotation.later(1);
      expect(await rotation.step('undo')).toMatchObject({ code: 0 });
      expect(states()).toEqual(['Inactive', 'Active']);
    });
  });
});
