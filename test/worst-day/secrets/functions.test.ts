import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningSandbox } from '../../../sandbox/start';
import { commandKilled } from '../../any-order/killed';
import { busEvent, TIMER } from '../../functions/respond/arrange';
import { IS_LONG } from '../table';
import {
  anAccountOfSecrets,
  aReceiver,
  canariesOf,
  canary,
  everythingKept,
  quoteSecrets,
  type Receiver,
} from './account';
import { putObject } from './put-object';
import { canariesIn } from './readings';

const NEVER = { at: 'never', done: false } as const;

let receiver: Receiver;
let sandbox: RunningSandbox;
const printed: [string, string][] = [];
const stop = async (): Promise<void> => {
  await sandbox.stop();
  await receiver.stop();
  printed.length = 0;
};

const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  receiver = await aReceiver();
  sandbox = await anAccountOfSecrets(receiver, env);
};
/** As the platform runs it: what it prints and answers is kept there. Resolves with whether it came to a good end. */
const invoke = async (name: 'respond' | 'investigate' | 'hygiene', event: object | Buffer): Promise<boolean> => {
  const { error } = await sandbox.fc.invoke(`ak-tourniquet-${name}`, event);
  await sandbox.fc.idle();
  return error === undefined;
};
const keyOf = (name: string): string => sandbox.keys.get(name)?.key.accessKeyId ?? '';
const leak = (name: string): void => {
  const record = sandbox.publishLeak({ key: name, when: 'found' });
  Object.assign(record, { url: `https://bot:${encodeURIComponent(canary('leak-url'))}@github.com/x/y` });
};
/** Where a secret was found: what is printed, answered, kept and sent. `but`: kept as it came, by design or by a stranger. */
function found(but?: RegExp): string[] {
  const canaries = canariesOf(sandbox);
  return [...printed, ...everythingKept(sandbox, receiver, but)].flatMap(([where, text]) =>
    canariesIn(text, canaries).map((place) => `${place} in ${where}`),
  );
}
const logs = (): string => sandbox.fc.invocations.map((one) => one.logs).join('\n');
const NIGHT = { triggerTime: '2026-05-20T18:00:00Z', triggerName: 'nightly', payload: '' };
const look = (round: number) => ({ accountId: sandbox.accountId, accessKeyId: keyOf('ci-bot'), round });

test('a canary is found in whatever clothes it comes', () => {
  const secret = canary('test');
  const of = (text: string) => canariesIn(text, [{ place: 'here', secret }]);
  const json = JSON.stringify({ a: JSON.stringify({ secret }) });
  const url = encodeURIComponent(secret);
  const worn = [secret, url, encodeURIComponent(url), json, secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')];
  const based = ['', 'x', 'xy', 'user:'].map((before) => Buffer.from(`${before}${secret}!`).toString('base64'));
  expect([...worn, ...based, `${secret.slice(0, 20)}…`].filter((text) => of(`log: ${text} end`).length === 0)).toEqual(
    [],
  );
  expect(of('nothing of it')).toEqual([]);
});

describe('nothing that is printed, answered, kept or sent holds one:', () => {
  afterEach(stop);
  test('a leak, contained, investigated, and the night', async () => {
    await start();
    leak('ci-bot');
    expect(await invoke('respond', TIMER)).toBe(true);
    const { world } = sandbox;
    expect(world.users.get('ci-bot')?.attached.current.map(({ policy }) => policy.name)).toContain(
      'AkTourniquetQuarantine',
    );
    await invoke('respond', busEvent(keyOf('other'), { userName: 'other', password: canary('password') }));
    await invoke('respond', { accessKeyId: keyOf('ci-bot'), reason: 'by hand' });
    await invoke('investigate', look(1));
    await invoke('hygiene', NIGHT);
    const kept = everythingKept(sandbox, receiver).map(([where]) => where);
    expect(kept.filter((where) => /\/evidence\/.*audit/.test(where))).not.toEqual([]);
    expect(kept.filter((where) => /\/hygiene\//.test(where))).not.toEqual([]);
    expect(receiver.posts.length).toBeGreaterThan(2);
    expect(found()).toEqual([]);
    // What was taken out leaves its name behind, and everything else.
    const evidence = (path: RegExp): string =>
      everythingKept(sandbox, receiver)
        .filter(([where]) => path.test(where))
        .map(([, text]) => text)
        .join('\n');
    for (const stays of [
      ...['LTAI5tMadeByNobody00001', 'app-secret-of-nobody', 'acs:ram::1:mfa/x', 'OSSAccessKeyId=x', 'mallory'],
      ...['SETTING_OF_SOMEBODY', 'SETTING_IN_A_LIST', 'TOURNIQUET_STATE_KEY', keyOf('ci-bot')],
    ])
      expect(evidence(/\/evidence\/.*audit/)).toContain(stays);
    expect(evidence(/\/usage\.json$/)).toMatch(/"Password": "\[removed\]"/);
    expect(evidence(/\/manifest\.json$/)).toContain('"takenOut": "[removed] stands for');
  });

  test('a robot that quotes the address it was asked at, cut in the middle of its token', async () => {
    const robot = createServer((request, response) => {
      const token = new URL(request.url ?? '', 'http://robot').searchParams.get('access_token');
      const errmsg = `the robot refuses it by its settings of security; asked at /send?access_token=${token}`;
      request.resume().on('end', () => response.end(JSON.stringify({ errcode: 310_000, errmsg })));
    });
    await new Promise<void>((ready) => robot.listen(0, '127.0.0.1', ready));
    const { port } = robot.address() as AddressInfo;
    const token = createHash('sha256').update("the robot's").digest('hex');
    await start({ TOURNIQUET_DINGTALK_URL: `http://127.0.0.1:${port}/robot/send?access_token=${token}` });
    leak('ci-bot');
    await invoke('respond', TIMER);
    for (let i = 0; i < 2; i += 1) {
      sandbox.clock.advance(20 * 60_000);
      await invoke('respond', TIMER);
    }
    robot.close();
    expect(
      everythingKept(sandbox, receiver)
        .map(([, text]) => text)
        .join(),
    ).toContain('errcode 310000');
    expect(found()).toEqual([]);
  });

  test('the cloud quotes what was signed, channels fail, objects are garbage', async () => {
    await start();
    leak('ci-bot');
    const service = /^(actiontrail|sas|bss|ims)$/;
    quoteSecrets(
      sandbox,
      (name, action) => service.test(name) || action === 'AttachPolicyToUser' || action === 'ListUsers',
    );
    for (const channel of ['smtp', 'dingtalk'])
      sandbox.kernel.faults.add({ match: { service: channel }, fault: '500', times: 50 });
    for (const key of [
      'schedule/2026--LTAI--finish.json',
      'outbox/x--mail.json',
      'seen.json',
      'heartbeat.json',
      'config/hygiene-exceptions.json',
    ])
      putObject(sandbox, `ak-tourniquet/${key}`, `${canary('kms-value')} is no JSON`);
    await invoke('respond', TIMER);
    await invoke('respond', busEvent(keyOf('other'), { userName: 'other' }));
    await invoke('investigate', look(1));
    if (IS_LONG) await invoke('hygiene', NIGHT);
    const forged = /schedule\/2026--LTAI--finish|outbox\/x--mail|\/(seen|heartbeat)\.json|hygiene-exceptions/;
    expect(logs()).toMatch(/SignatureDoesNotMatch/);
    expect(found(forged)).toEqual([]);
  });

  test('OSS refuses and quotes, and what cannot be read is kept as it came and told without it', async () => {
    await start();
    leak('ci-bot');
    await invoke('respond', Buffer.from(`{"accessKeyId": ${canary('password')}`));
    quoteSecrets(sandbox, (name) => name === 'oss');
    await invoke('respond', TIMER);
    await invoke('respond', { accessKeyId: canary('webhook'), reason: 'secret and id were mixed up' });
    if (IS_LONG)
      for (const name of ['investigate', 'hygiene'] as const) await invoke(name, name === 'hygiene' ? NIGHT : look(1));
    expect(found()).toEqual([]);
  });

  test('notices whose sender put a secret where a name belongs', async () => {
    await start();
    const key = keyOf('other');
    const secret = sandbox.keys.get('other')?.key.accessKeySecret ?? '';
    const password = encodeURIComponent(canary('password'));
    const notice = (more: object, data: object = {}) => ({
      ...{ specversion: '1.0', id: 'e-1', source: 'my.scanner', type: 'scanner:leak' },
      ...more,
      data: { accessKeyId: key, ...data },
    });
    const notices = [
      notice({ source: `https://x-access-token:${password}@github.com/o/r` }),
      notice({ source: `https://x.example/o/r?token=${password}` }),
      notice({ id: `${key}:${secret}` }),
      notice({ type: `found ${secret}`, id: secret, source: undefined }),
      notice({}, { userName: secret, accountId: secret, reason: `it is ${secret}` }),
      notice({ id: `${'x'.repeat(180)} ${secret}` }, { accessKeyId: `${key},${secret}` }),
      { accessKeyId: key, userName: secret, reason: `with ${secret}` },
    ];
    for (const one of notices) await invoke('respond', one);
    await invoke('respond', TIMER);
    expect(sandbox.world.users.get('other')?.attached.current).toHaveLength(1);
    const journal = everythingKept(sandbox, receiver).filter(([where]) => /\/journal\//.test(where));
    expect(journal.filter(([, text]) => text.includes('"type":"decision"')).length).toBeGreaterThan(4);
    expect(found()).toEqual([]);
  });

  test('secrets that KMS holds, whole and broken', async () => {
    await start({
      TOURNIQUET_STATE_KEY: 'kms:ak-tourniquet/state-key',
      TOURNIQUET_DINGTALK_SECRET: 'kms:ak-tourniquet/robot',
      TOURNIQUET_SMTP_URL: 'kms:ak-tourniquet/smtp',
    });
    sandbox.world.secrets.set('ak-tourniquet/state-key', canary('statekey'));
    sandbox.world.secrets.set('ak-tourniquet/robot', canary('robot-key'));
    sandbox.world.secrets.set('ak-tourniquet/smtp', `smtp-no-address-${canary('smtp')}`);
    leak('ci-bot');
    await invoke('respond', TIMER);
    sandbox.kernel.faults.add({ match: { service: 'kms', action: 'GetSecretValue' }, fault: 'malformed', times: 9 });
    await invoke('respond', busEvent(keyOf('other'), { userName: 'other' }));
    expect(found()).toEqual([]);
  });

  test('a configuration that does not validate, and secrets in the wrong variables', async () => {
    await start({
      TOURNIQUET_MODE: canary('webhook'),
      TOURNIQUET_EXCLUDE_KEYS: canary('heartbeat'),
      TOURNIQUET_UNUSED_DAYS: canary('comment'),
    });
    expect(await invoke('respond', TIMER)).toBe(false);
    const { output } = await commandKilled(sandbox, ['status'], NEVER);
    printed.push(['the screen', output]);
    expect(output).toMatch(/TOURNIQUET_MODE/);
    expect(found()).toEqual([]);
  });
});
