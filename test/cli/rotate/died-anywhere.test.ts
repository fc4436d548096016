import { readFileSync } from 'node:fs';
import { commandKilled } from '../../any-order/killed';
import { Rotation } from './arrange';

let rotation: Rotation;
const others = () => rotation.keysOf().filter(({ accessKeyId }) => accessKeyId !== rotation.old);
/** A start makes some thirty calls. */
const MOST = 60;
/** Every nth of them: `DIED_EVERY=1` tries each. */
const EVERY = Number(process.env['DIED_EVERY'] ?? 4);

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
