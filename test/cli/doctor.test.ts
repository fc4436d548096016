import { COMMENT, REASON } from '../../cli/doctor/drill-end';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { callRpc } from '../sdk-clients';
import { cli } from './run-cli';

const TIMER = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'poll', payload: '' };

interface Found {
  readonly check: string;
  readonly kind: string;
  readonly what: string;
}

async function found(sandbox: RunningSandbox, env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await cli(sandbox, ['doctor', '--json'], env);
  expect(stderr).toBe('');
  return { code, all: (JSON.parse(stdout) as { found: Found[] }).found };
}

describe('doctor', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey(), aUser('break-glass').withKey())
      .withEvents({ key: 'ci-bot', daysAgo: 2, service: 'ram', action: 'GetUser' })
      .start();
    await sandbox.fc.invoke('ak-tourniquet-respond', TIMER);
  });
  afterAll(() => sandbox.stop());

  test('a deployment that stands: only the trail is missing, and it says what to do', async () => {
    const { code, stdout } = await cli(sandbox, ['doctor']);
    expect(stdout).toMatch(/^PROBLEM trail +no trail records all regions.*\n +-> ActionTrail console/m);
    expect(stdout.match(/^PROBLEM/gm)?.length).toBe(1);
    expect(stdout).not.toMatch(/^unknown/m);
    for (const part of [
      ...['setup', 'bucket', 'rights', 'endpoints', 'leak list', 'leak notice', 'global events', 'responder'],
      ...['state key', 'functions', 'triggers', 'alerts'],
    ])
      expect(stdout).toMatch(new RegExp(`^ok +${part} `, 'm'));
    expect(stdout).toMatch(/^by hand contacts .*\n +-> https:\/\/notifications\.console\.aliyun\.com/m);
    expect(code).toBe(1);
  });

  test('it leaves nothing behind, and writes nothing to the account', async () => {
    const before = sandbox.kernel.calls.all().length;
    const state = () =>
      [
        ...(sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '')?.objects.keys() ?? []),
      ].sort();
    const objects = state();
    await found(sandbox);
    expect(state()).toEqual(objects);
    const writes = sandbox.kernel.calls
      .all()
      .slice(before)
      .filter(
        ({ service, action }) => service !== 'oss' && /^(Attach|Detach|Create|Update|Delete|Modify|Set)/.test(action),
      );
    expect(writes).toEqual([]);
  });

  test('its own object, whose answer was lost, is its own success, and goes all the same', async () => {
    const objects = () => [...(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])];
    let isLost = false;
    sandbox.kernel.faults.rewrite({
      ...{ service: 'oss', action: 'PutObject' },
      answer: (usual) => {
        if (isLost) return usual;
        isLost = true;
        return { status: 500 };
      },
    });
    const bucket = async () => (await found(sandbox)).all.filter(({ check }) => check === 'bucket');
    expect(await bucket()).toMatchObject([{ kind: 'ok', what: expect.stringMatching(/refuses to overwrite/) }]);
    expect(objects().filter((key) => key.includes('/doctor/'))).toEqual([]);
    sandbox.kernel.faults.clear();
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'DeleteObject' }, fault: 'deny', times: 1 });
    expect((await bucket()).map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
      expect.stringMatching(/^ok: /),
      expect.stringMatching(
        /^could not check: whether ak-tourniquet\/doctor\/[-0-9a-f]+ is left behind: oss DeleteObject/,
      ),
    ]);
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 100 });
    expect(await bucket()).toMatchObject([{ kind: 'could not check', what: expect.stringMatching(/^oss PutObject/) }]);
    sandbox.kernel.faults.clear();
  });

  test('--send: a test message arrives by every channel', async () => {
    const mails = sandbox.inbox.mail.length;
    const { stdout } = await cli(sandbox, ['doctor', '--send'], { TOURNIQUET_LANGUAGE: 'en' });
    expect(stdout).toMatch(/ok +alerts +mail has taken a test message/);
    expect(stdout).toMatch(/ok +alerts +dingtalk has taken a test message/);
    expect(sandbox.inbox.mail.slice(mails).map(({ subject }) => subject)).toEqual([expect.stringMatching(/a test/)]);
  });

  test.each([
    ['exclusions', { TOURNIQUET_EXCLUDE_USERS: 'break-glass,brake-glass' }, /brake-glass is on the exclusion list/],
    ['alerts', { TOURNIQUET_SMTP_URL: '', TOURNIQUET_MAIL_FROM: '', TOURNIQUET_MAIL_TO: '' }, /only channel/],
    ['trail', { TOURNIQUET_TRAIL_BUCKET: 'nowhere' }, /no trail that is on delivers to nowhere/],
    [
      'trail',
      { TOURNIQUET_TRAIL_SLS: 'no-such/logs' },
      /no trail that is on delivers to the Log Service project no-such/,
    ],
    [
      'responder',
      { TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: '' },
      /runs in mode enforce, this shell says observe/,
    ],
    ['responder', { TOURNIQUET_CONTAINMENT: 'freeze' }, /contains by quarantine, this shell says freeze/],
    ['state key', { TOURNIQUET_STATE_KEY: '11'.repeat(32) }, /the state key here is not the functions'/],
    ['state key', { TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: '' }, /this shell has no state key/],
  ])('%s, wrongly configured', async (check, env, words) => {
    const { code, all } = await found(sandbox, env);
    expect(
      all
        .filter((one) => one.check === check && one.kind === 'problem')
        .map(({ what }) => what)
        .join(),
    ).toMatch(words);
    expect(code).toBe(1);
  });

  test('what cannot be looked at is unknown, and never well', async () => {
    sandbox.kernel.faults.add({ match: { service: 'sas', action: 'DescribeNoticeConfig' }, times: 20, fault: 'deny' });
    const { all } = await found(sandbox);
    expect(all.filter(({ check }) => check === 'leak notice')).toMatchObject([{ kind: 'could not check' }]);
    sandbox.kernel.faults.clear();
  });

  test('a silent timer, a notice that waits for the morning, a changed policy', async () => {
    sandbox.clock.advance(3_600_000);
    sandbox.world.notices.set('yundun_sas_ak_leakage', { route: 1, timeLimit: 1 });
    sandbox.world.policies.delete('Custom/AkTourniquetFreeze');
    const { all } = await found(sandbox);
    const problems = all.filter(({ kind }) => kind === 'problem').map(({ check, what }) => `${check}: ${what}`);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^responder: its timer last ran/),
        expect.stringMatching(/^leak notice: .*text message/),
        expect.stringMatching(/^leak notice: .*at night/),
        expect.stringMatching(/^setup: set-up would make the policy AkTourniquetFreeze/),
      ]),
    );
  });
});

test('nothing is deployed: the functions are unknown, not well', async () => {
  const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start({ bare: true });
  try {
    const { code, all } = await found(sandbox);
    expect(code).toBe(1);
    expect(all.find(({ check }) => check === 'setup')).toMatchObject({ kind: 'problem' });
  } finally {
    await sandbox.stop();
  }
});

describe('doctor --drill', () => {
  const drill = async (sandbox: RunningSandbox, env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await cli(sandbox, ['doctor', '--drill', '--yes', '--json'], env);
    const { found: all } = JSON.parse(stdout) as { found: Found[] };
    return {
      code,
      stderr,
      lines: all.filter(({ check }) => check === 'drill').map(({ kind, what }) => `${kind}: ${what}`),
    };
  };
  const users = ({ world }: RunningSandbox): string[] => [...world.users.keys()].sort();

  test('the responder contains a user of the drill, the release frees him, and nothing of him stays', async () => {
    const sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey())
      .start({ env: { TOURNIQUET_LANGUAGE: 'en' } });
    try {
      const before = users(sandbox);
      const { stderr, lines } = await drill(sandbox);
      expect(stderr).toMatch(/make the RAM user ak-tourniquet-drill-[0-9a-f]{8} with an AccessKey and no permission/);
      expect(lines).toEqual([
        expect.stringMatching(/^ok: ak-tourniquet-respond contained ak-tourniquet-drill-.* AkTourniquetQuarantine$/),
        expect.stringMatching(/^ok: the release took the deny off/),
        expect.stringMatching(/^ok: key and user .* are deleted$/),
      ]);
      expect(users(sandbox)).toEqual(before);
      expect(sandbox.inbox.mail.some(({ text }) => text.includes('ak-tourniquet-drill-'))).toBe(true);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });

  test('what a drill left that was killed goes with the next one, its incident too; a user who only bears such a name stays', async () => {
    const sandbox = await aSandbox().start();
    try {
      const before = users(sandbox);
      const make = async (end: string, Comments: string) => {
        const UserName = `ak-tourniquet-drill-0000${end}`;
        for (const [action, more] of [['CreateUser', { Comments }] as const, ['CreateAccessKey', {}] as const])
          await callRpc(sandbox, sandbox.identities.admin, 'ram', action, { UserName, ...more });
        return sandbox.world.users.get(UserName)?.keys[0]?.accessKeyId;
      };
      const accessKeyId = await make('aaaa', COMMENT);
      await make('bbbb', 'the build server');
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId, reason: REASON });
      sandbox.clock.advance(20 * 60_000);
      await make('cccc', COMMENT);
      const { stderr, lines } = await drill(sandbox);
      expect(stderr).toMatch(/delete the RAM user ak-tourniquet-drill-0000aaaa[\s\S]*release the incident of/);
      expect(lines.join('\n')).toMatch(
        /0000bbbb is left as he is: he has not[\s\S]*0000cccc is left as he is: a drill may be[\s\S]*0000aaaa are deleted\nok: the incident of .* is closed/,
      );
      const left = ['ak-tourniquet-drill-0000bbbb', 'ak-tourniquet-drill-0000cccc'];
      expect(users(sandbox)).toEqual([...before, ...left].sort());
      expect(await open(sandbox)).toEqual([]);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });

  test('unless it is agreed to, nothing is made', async () => {
    const sandbox = await aSandbox().start();
    try {
      const before = users(sandbox);
      expect(await cli(sandbox, ['doctor', '--drill'])).toMatchObject({ code: 2 });
      expect(users(sandbox)).toEqual(before);
    } finally {
      await sandbox.stop();
    }
  });

  test('in observe mode nothing is attached, and that is as it must be', async () => {
    const env = { TOURNIQUET_MODE: 'observe' };
    const sandbox = await aSandbox().start({ env });
    try {
      const { lines } = await drill(sandbox, env);
      expect(lines).toEqual([
        expect.stringMatching(/^ok: observe mode: ak-tourniquet-respond planned for .* and wrote nothing$/),
        expect.stringMatching(/^ok: key and user .* are deleted$/),
      ]);
    } finally {
      await sandbox.stop();
    }
  });

  const open = async (sandbox: RunningSandbox): Promise<string[]> => {
    const { stdout } = await cli(sandbox, ['status', '--json']);
    return (JSON.parse(stdout) as { incidents: { state: string }[] }).incidents
      .map(({ state }) => state)
      .filter((state) => state !== 'released');
  };

  test("by a state key that is not the functions' it is not begun: its incident could not be closed from here", async () => {
    const sandbox = await aSandbox().start();
    try {
      await sandbox.fc.invoke('ak-tourniquet-respond', TIMER);
      const before = users(sandbox);
      const { code, lines } = await drill(sandbox, { TOURNIQUET_STATE_KEY: '22'.repeat(32) });
      expect(lines).toEqual([expect.stringMatching(/^problem: the drill was not begun/)]);
      expect([code, users(sandbox), await open(sandbox)]).toEqual([1, before, []]);
    } finally {
      await sandbox.stop();
    }
  });

  test('where this shell says observe and the responder enforces, the incident is closed all the same', async () => {
    const sandbox = await aSandbox().start();
    try {
      const { lines } = await drill(sandbox, { TOURNIQUET_MODE: 'observe' });
      expect(lines.join('\n')).toMatch(
        /^problem: observe mode, and .*\nok: key and user .*\nok: the incident .* is closed$/,
      );
      expect(await open(sandbox)).toEqual([]);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });

  test.each([
    ['the hourly cap holds it back', { TOURNIQUET_MAX_PER_HOUR: '0' }],
    ['the function observes, and this shell enforces', { TOURNIQUET_MODE: 'observe' }],
  ])('where nothing was contained, no deny is said to have come off: %s', async (_, env) => {
    const sandbox = await aSandbox().start({ env });
    try {
      const { code, lines } = await drill(sandbox, { TOURNIQUET_MODE: 'enforce' });
      expect(lines).toEqual([
        expect.stringMatching(/^problem: ak-tourniquet-respond did not contain/),
        expect.stringMatching(/^note: no deny was on ak-tourniquet-drill-/),
        expect.stringMatching(/^ok: key and user .* are deleted$/),
      ]);
      expect(code).toBe(1);
      expect(await open(sandbox)).toEqual([]);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });

  test.each([
    [
      'the responder may not attach',
      'AttachPolicyToUser',
      'deny',
      /contained .* AkTourniquetQuarantine|did not contain|failed/,
    ],
    ['the key cannot be made', 'CreateAccessKey', 'deny', /^problem: the drill failed: .*CreateAccessKey/],
    ['the release fails', 'DetachPolicyFromUser', 'deny', /^problem: the release ended with 1/],
  ] as const)('%s: it is told, and key and user go all the same', async (_, action, fault, told) => {
    const sandbox = await aSandbox().start();
    try {
      const before = users(sandbox);
      sandbox.kernel.faults.add({ match: { service: 'ram', action }, fault, times: 1 });
      const { lines } = await drill(sandbox);
      expect(lines.some((line) => told.test(line))).toBe(true);
      expect(users(sandbox)).toEqual(before);
      expect(await open(sandbox)).toEqual([]);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });
});
