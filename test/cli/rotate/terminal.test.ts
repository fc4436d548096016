import { readFileSync } from 'node:fs';
import { inTerminal, type Reaction, withTerminal } from '../terminal';
import { begin, end, keys, leaked, rotation } from './root-arrange';

const CTRL_C: Reaction = [/\[y\/N\]/, { types: '\u0003' }];
const CTRL_D: Reaction = [/\[y\/N\]/, { types: '\u0004' }];
const CLOSES: Reaction = [/\[y\/N\]/, 'closes'];
const YES: Reaction = [/\[y\/N\]/, { types: 'y\r' }];

withTerminal("root's key, step by step, at a terminal", () => {
  const root = (args: readonly string[], reactions: readonly Reaction[], signer = 0) => {
    const key = rotation.sandbox.world.rootKeys[signer];
    return inTerminal(rotation.sandbox, ['rotate', '--root', leaked(), ...args], reactions, {
      ROOT_ACCESS_KEY_ID: key?.accessKeyId ?? '',
      ROOT_ACCESS_KEY_SECRET: key?.accessKeySecret ?? '',
    });
  };
  const entries = () => rotation.journal.length;
  /** No answer at the only prompt of a step: nothing is made, nothing is written. */
  const nothingBy = async (args: readonly string[], signer = 0): Promise<void> => {
    const before = [keys(), entries()];
    for (const reaction of [CTRL_C, CTRL_D]) {
      const { code, text } = await root(args, [reaction], signer);
      expect([code, text]).toEqual([4, expect.stringMatching(/Nothing was changed/)]);
    }
    await root(args, [CLOSES], signer);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([keys(), entries()]).toEqual(before);
  };
  beforeEach(() => begin());
  afterEach(end);

  test('a key in use: create, verify, switch off, delete', async () => {
    const file = rotation.file();
    const place = ['--to-file', file];
    await nothingBy(place);
    expect(await root(place, [YES, YES])).toMatchObject({ code: 0 });
    const [, made] = rotation.sandbox.world.rootKeys;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ AccessKeyId: made?.accessKeyId });
    rotation.later(1);
    await rotation.use(made?.accessKeyId ?? '');
    rotation.later(3);
    const verified = () => rotation.journal.filter(({ type }) => type === 'rotation-verified').length;
    // Its look is written down, and that is all.
    const before = entries() - verified();
    for (const reaction of [CTRL_C, CLOSES]) await root([], [reaction], 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([entries() - verified(), keys()[0]]).toEqual([before, [leaked(), 'Active']]);
    expect(await root([], [YES, YES], 1)).toMatchObject({ code: 0 });
    expect(keys()[0]).toEqual([leaked(), 'Inactive']);
    rotation.later(8 * 24);
    await nothingBy([], 1);
    expect(await root([], [YES, YES], 1)).toMatchObject({ code: 0 });
    expect(keys()).toEqual([[made?.accessKeyId, 'Active']]);
  });

  test('a key that nobody uses: switch off', async () => {
    // It signs its own end, and that is a use of it.
    const anyway = ['--anyway', '--reason', 'a build server of 2019'];
    await nothingBy(anyway);
    expect(await root(anyway, [YES, YES])).toMatchObject({ code: 0 });
    expect(keys()).toEqual([[leaked(), 'Inactive']]);
  });
});
