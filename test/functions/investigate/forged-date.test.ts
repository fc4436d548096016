import { investigate } from '../../../functions/investigate/investigate';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, TIMER } from '../respond/arrange';
import { handOver, incidentOf } from './an-incident';

const AUTO = { TOURNIQUET_ESCALATE: 'auto', TOURNIQUET_LANGUAGE: 'en' };
const DAY_MS = 86_400_000;

/** An administrator's key, from its own address or a stranger's. */
async function anAdministrator() {
  const builder = aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess'));
  const account = await Account.start(builder, AUTO);
  const { sandbox } = account;
  const key = sandbox.keys.get('ci-bot')?.key;
  if (!key) throw new Error('the sandbox has no key');
  const makeUser = async (name: string, ip: string): Promise<void> => {
    const from = { 'x-sandbox-source-ip': ip };
    await callRpc(sandbox, key, 'ram', 'CreateUser', { UserName: name }, from);
    const policy = { UserName: name, PolicyName: 'AdministratorAccess', PolicyType: 'System' };
    await callRpc(sandbox, key, 'ram', 'AttachPolicyToUser', policy, from);
  };
  const lookAround = () => callRpc(sandbox, key, 'ram', 'ListUsers', {}, { 'x-sandbox-source-ip': '203.0.113.7' });
  const investigated = async (): Promise<void> => {
    const run = await aRun(sandbox, AUTO, 'investigate');
    await investigate((await handOver(run, incidentOf(sandbox, 'ci-bot'))).event, run);
    sandbox.clock.advance(60_000);
    await account.respond(TIMER, AUTO);
  };
  return { account, sandbox, key, makeUser, lookAround, investigated };
}

const forged = (accessKeyId: string, time: string | undefined) => ({
  ...busEvent(accessKeyId, { userName: 'ci-bot' }, 'forged'),
  ...(time === undefined ? {} : { time }),
});

test.each([
  ['none', undefined],
  ['of next year', '2099-01-01T00:00:00Z'],
  ['that sorts before all others', '+012026-01-01T00:00:00Z'],
])("a notice with a date %s makes no thief's work of the business's, and switches nothing off", async (_, time) => {
  const { account, sandbox, key, makeUser, lookAround, investigated } = await anAdministrator();
  try {
    await lookAround();
    sandbox.clock.advance(3_600_000);
    await makeUser('deploy-bot', '203.0.113.7');
    sandbox.clock.advance(20 * DAY_MS);
    await lookAround();
    sandbox.clock.advance(3 * 3_600_000);
    await account.respond(forged(key.accessKeyId, time), AUTO);
    sandbox.clock.advance(3_000);
    await investigated();
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(account.policiesOf('ci-bot')).not.toContain('AkTourniquetFreeze');
    expect(account.policiesOf('deploy-bot')).not.toContain('AkTourniquetFreeze');
  } finally {
    await account.stop();
  }
});

test("a forged date beside a real leak does not spare the thief's user", async () => {
  const { account, sandbox, key, makeUser, lookAround, investigated } = await anAdministrator();
  try {
    await lookAround();
    sandbox.clock.advance(5 * DAY_MS);
    account.leak('ci-bot');
    sandbox.clock.advance(2_000);
    await makeUser('svc-evil', '185.220.101.34');
    sandbox.clock.advance(2_000);
    await account.respond(forged(key.accessKeyId, '+012026-01-01T00:00:00Z'), AUTO);
    await account.poll(AUTO);
    sandbox.clock.advance(3_000);
    await investigated();
    expect(account.policiesOf('svc-evil')).toContain('AkTourniquetFreeze');
  } finally {
    await account.stop();
  }
});
