import { CloudError } from '../../../sandbox/kernel/types';
import { aSandbox, aUser } from '../../builders';
import { Account, QUARANTINE, used } from './arrange';

type Answer = Record<string, unknown>;
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot', 200)));
  // RAM lags, and does not see every product.
  rewrite('ram', 'GetAccessKeyLastUsed', (usual) => ({
    ...usual,
    AccessKeyLastUsed: { LastUsedDate: `${ago(200).toISOString().slice(0, 19)}Z` },
  }));
});
afterEach(() => account.stop());

const rewrite = (service: string, action: string, answer: (usual: Answer) => Answer): void =>
  account.sandbox.kernel.faults.rewrite({ service, action, answer });

async function decided(answer: (usual: Answer) => Answer) {
  rewrite('actiontrail', 'GetAccessKeyLastUsedInfo', answer);
  account.leak('ci-bot', { tokenValid: 1 });
  const [handled] = await account.poll({ TOURNIQUET_LANGUAGE: 'en' });
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  return { row: handled?.row, reason: handled?.reason, status: account.statusOf('ci-bot') };
}

const refuse = (status: number, code: string) => () => {
  throw new CloudError(status, code, 'Specified api is not found, please check your url and method.');
};

describe('an answer of ActionTrail that tells nothing is no "not used": the key in use stays on', () => {
  test.each<[string, (usual: Answer) => Answer]>([
    ['an owner and no time', ({ UsedTimestamp: _, ...usual }) => usual],
    ['an owner, a service, and a time of zero', (usual) => ({ ...usual, UsedTimestamp: 0 })],
    ['a time that is none', (usual) => ({ ...usual, UsedTimestamp: 'yesterday' })],
    ['a time before all times', (usual) => ({ ...usual, UsedTimestamp: -1 })],
    ['a time as null', (usual) => ({ ...usual, UsedTimestamp: null })],
    ['nothing at all', ({ RequestId }) => ({ RequestId })],
    ['an operation that it does not know', refuse(404, 'InvalidAction.NotFound')],
    ['a version that it does not know', refuse(404, 'InvalidVersion.NotFound')],
    ['a product that it does not know', refuse(404, 'InvalidProduct.NotFound')],
    ['an API that it does not know', refuse(404, 'InvalidApi.NotFound')],
  ])('%s', async (_, answer) => {
    expect(await decided(answer)).toEqual({
      row: 'use-unknown',
      reason: expect.stringContaining('the last use could not be checked (actiontrail GetAccessKeyLastUsedInfo failed'),
      status: 'Active',
    });
  });
});

test.each<[string, (usual: Answer) => Answer]>([
  ['a time of long ago', (usual) => ({ ...usual, UsedTimestamp: ago(200).getTime() })],
  ['the time as text', (usual) => ({ ...usual, UsedTimestamp: String(ago(200).getTime()) })],
  ['no use on record', (usual) => ({ ...usual, ServiceName: '', UsedTimestamp: 0, Source: '', Detail: '' })],
])('what it does tell is taken for what it is: %s', async (_, answer) => {
  expect(await decided(answer)).toMatchObject({ row: 'unused', status: 'Inactive' });
});

test('an owner whose use is not told is found all the same', async () => {
  rewrite('actiontrail', 'GetAccessKeyLastUsedInfo', ({ UsedTimestamp: _, ...usual }) => usual);
  await account.respond({ accessKeyId: account.keyOf('ci-bot') });
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  const calls = account.calls().map(({ action }) => action);
  expect(calls.slice(0, calls.indexOf('AttachPolicyToUser'))).not.toContain('GetUser');
});
