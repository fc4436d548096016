import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, FREEZE, used } from './arrange';

const AUTO = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_ESCALATE: 'auto' };
let account: Account;
afterEach(() => account.stop());

test('what a second look adds while respond acts on the first is acted on as well', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  const { sandbox } = account;
  const { clock, kernel, world } = sandbox;
  account.leak('ci-bot');
  await account.poll(AUTO);
  clock.advance(12 * 60_000);
  for (const name of ['svc-1', 'svc-2']) createUser(world, { name } as never);
  const looks = await aRun(sandbox, AUTO, 'investigate');
  const id = { accountId: parseAccountId(sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const due = new Date(clock.now().getTime() - 1_000);
  const found = (...names: string[]) =>
    looks.schedule.add(id, 'escalate', due, {
      row: 'persistence-after-leak',
      why: 'users were made',
      made: names.map((name) => ({ type: 'user', name })),
      ways: { keys: [], logins: [] },
    });
  await found('svc-1');
  const again = { wanted: true };
  Object.assign(kernel, {
    takeFault: async (service: string, action: string) => {
      if (again.wanted && service === 'ram' && action === 'GetUser') {
        again.wanted = false;
        await found('svc-1', 'svc-2');
      }
      return kernel.faults.take(service, action);
    },
  });
  await account.poll(AUTO);
  Reflect.deleteProperty(kernel, 'takeFault');
  expect([again.wanted, account.policiesOf('svc-1'), account.policiesOf('svc-2')]).toEqual([false, [FREEZE], []]);
  clock.advance(60_000);
  await account.poll(AUTO);
  expect([account.policiesOf('svc-1'), account.policiesOf('svc-2')]).toEqual([[FREEZE], [FREEZE]]);
  expect(account.objects('schedule/').filter((key) => key.includes('escalate'))).toEqual([]);
});
