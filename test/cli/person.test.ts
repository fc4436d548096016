import { spawnSync } from 'node:child_process';
import { type Machine, personOf } from '../../cli/person';
import { aSandbox, aUser } from '../builders';
import { CLI, cli } from './run-cli';

const nameless = (uid: number | undefined): Machine => ({
  name: () => {
    throw new Error('uv_os_get_passwd returned ENOENT');
  },
  uid,
});

test.each<readonly [string, Machine, NodeJS.ProcessEnv, string]>([
  ['as the machine knows him', { name: () => 'alice', uid: 1000 }, { USER: 'bob' }, 'alice'],
  ['no entry', nameless(54321), {}, 'uid 54321'],
  ['no entry, and USER', nameless(54321), { USER: 'ci-runner', LOGNAME: 'other' }, 'ci-runner'],
  ['no entry, and LOGNAME alone', nameless(54321), { USER: '', LOGNAME: 'ci-runner' }, 'ci-runner'],
  ['a name of another alphabet', nameless(54321), { USER: '小王' }, '小王'],
  ['what is no name', nameless(54321), { USER: 'root (acs:ram::1:root)', LOGNAME: 'a\nb' }, 'uid 54321'],
  ['no name and no user ids', nameless(undefined), {}, 'a user without a name'],
  ['an empty name', { name: () => '', uid: 7 }, {}, 'uid 7'],
])('the person in the journal: %s', (_, machine, environment, name) => {
  expect(personOf(environment, machine)).toBe(name);
});

const NOBODY = { uid: 54321, gid: 54321 };
/** Only root may run a process as another user id, and that one must reach node and the built command line. */
const runsAsNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', 'require("node:fs").readFileSync(process.argv[1])', CLI], NOBODY).status === 0;
if (!runsAsNobody)
  process.stderr.write('Skipped: a user id without a passwd entry (run as root, in a folder that others may read).\n');

(runsAsNobody ? test : test.skip)(
  'a user id without a passwd entry contains a key, and stands in the journal by his id',
  async () => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    try {
      const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
      const run = (...args: string[]) => cli(sandbox, args, {}, NOBODY);
      expect(await run('respond', key, '--reason', 'found in a log', '--yes')).toMatchObject({ code: 0 });
      const { current } = sandbox.world.users.get('ci-bot')?.attached ?? { current: [] };
      expect(current.map(({ policy }) => policy.name)).toContain('AkTourniquetQuarantine');
      const released = await run('release', key, '--reason', 'a drill', '--false-alarm', '--yes');
      expect(released).toMatchObject({ code: 0 });
      expect(await run('status', key)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('uid 54321 (acs:ram::'),
      });
    } finally {
      await sandbox.stop();
    }
  },
);
