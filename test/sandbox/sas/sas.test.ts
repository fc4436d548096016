import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;

afterEach(() => sandbox.stop());

const sas = (action: string, parameters: Record<string, string> = {}) =>
  callRpc(sandbox, sandbox.identities.admin, 'sas', action, parameters);

async function publish(leak: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/leaks`, { method: 'POST', body: JSON.stringify(leak) });
  expect(answer.status).toBeLessThan(300);
}

interface Leak {
  readonly Id: number;
  readonly AccesskeyId: string;
  readonly Status: string;
}
const leaksOf = (body: Readonly<Record<string, unknown>>) => body.AccessKeyLeakList as Leak[];
const page = { CurrentPage: '1', PageSize: '100' };

test('a published leak stands in the list, spelt as Security Center spells it', async () => {
  sandbox = await aSandbox().start();
  await publish({ accessKeyId: 'LTAI5tPublished', userName: 'ci-bot' });
  const { status, body } = await sas('DescribeAccesskeyLeakList', page);
  expect(status).toBe(200);
  expect(body).toMatchObject({ CurrentPage: 1, PageSize: 100, TotalCount: 1, AkLeakCount: 1 });
  expect(leaksOf(body)).toEqual([
    {
      Id: expect.any(Number),
      AccesskeyId: 'LTAI5tPublished',
      AliUserName: 'ci-bot',
      UserType: 'ram',
      Status: 'pending',
      DealType: 'pending',
      DealTime: '',
      Type: 'AccessKey',
      Asset: '云平台',
      Url: expect.stringContaining('https://github.com/'),
      GmtModified: expect.any(Number),
    },
  ]);
});

test('the list is paged, filtered by status, key and time, and sorted with the latest first', async () => {
  sandbox = await aSandbox().start();
  for (let n = 1; n <= 5; n += 1) {
    await publish({ accessKeyId: `LTAI5tLeak${n}`, userName: '', status: n === 2 ? 'dealed' : 'pending' });
  }
  const second = await sas('DescribeAccesskeyLeakList', { CurrentPage: '2', PageSize: '2' });
  expect(second.body).toMatchObject({ TotalCount: 5, AkLeakCount: 4 });
  expect(leaksOf(second.body).map((leak) => leak.AccesskeyId)).toEqual(['LTAI5tLeak3', 'LTAI5tLeak2']);
  const pending = await sas('DescribeAccesskeyLeakList', { ...page, Status: 'pending' });
  expect(leaksOf(pending.body)).toHaveLength(4);
  for (const Query of ['LTAI5tLeak4', 'ak:LTAI5tLeak4']) {
    const one = await sas('DescribeAccesskeyLeakList', { ...page, Query });
    expect(leaksOf(one.body).map((leak) => leak.AccesskeyId)).toEqual(['LTAI5tLeak4']);
  }
  const later = await sas('DescribeAccesskeyLeakList', { ...page, StartTs: String(Date.now() + 60_000) });
  expect(leaksOf(later.body)).toEqual([]);
});

test.each([
  ['no page', { PageSize: '20' }, 'MissingParameter'],
  ['no page size', { CurrentPage: '1' }, 'MissingParameter'],
  ['a page of more than 100', { CurrentPage: '1', PageSize: '101' }, 'IllegalParam'],
  ['a status that does not exist', { ...page, Status: 'open' }, 'IllegalParam'],
])('refuses %s', async (_what, parameters, Code) => {
  sandbox = await aSandbox().start();
  expect(await sas('DescribeAccesskeyLeakList', parameters)).toMatchObject({ status: 400, body: { Code } });
});

test('the detail tells whether the secret is valid, and holds the snippet with it', async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withLeak('ci-bot', { tokenValid: 2 }).start();
  const [leak] = leaksOf((await sas('DescribeAccesskeyLeakList', page)).body);
  const { body } = await sas('DescribeAccessKeyLeakDetail', { Id: String(leak?.Id) });
  expect(body).toMatchObject({
    AccesskeyId: leak?.AccesskeyId,
    TokenValid: 2,
    Source: 'GitHub',
    WhitelistStatus: 'no',
  });
  expect(body.Code).toMatch(/ACCESS_KEY_SECRET = "\w{30}"/);
  expect(await sas('DescribeAccessKeyLeakDetail', { Id: '1' })).toMatchObject({ status: 400 });
});

test('dealing with a leak marks the record and leaves the key as it is', async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withLeak('ci-bot').start();
  const [leak] = leaksOf((await sas('DescribeAccesskeyLeakList', page)).body);
  const marked = await sas('ModifyAccessKeyLeakDeal', {
    'IdList.1': String(leak?.Id),
    Type: 'add-whitelist',
    Remark: 'ours',
  });
  expect(marked.status).toBe(200);
  const detail = await sas('DescribeAccessKeyLeakDetail', { Id: String(leak?.Id) });
  expect(detail.body).toMatchObject({ DealType: 'add-whitelist', WhitelistStatus: 'yes', Remark: 'ours' });
  expect(detail.body.DealTime).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
  expect(leaksOf((await sas('DescribeAccesskeyLeakList', page)).body)[0]).toMatchObject({ Status: 'dealed' });
  expect(sandbox.keys.get('ci-bot')?.key.status).toBe('Active');
  expect(await sas('ModifyAccessKeyLeakDeal', { Type: 'disable' })).toMatchObject({ status: 400 });
});

test('a leak that says nonsense is refused by name', async () => {
  sandbox = await aSandbox().start();
  const answer = await fetch(`${sandbox.url}/_sandbox/leaks`, {
    method: 'POST',
    body: JSON.stringify({ accessKeyId: 'LTAI5tX', userName: 'a', tokenValid: 3 }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('tokenValid must be 0, 1 or 2');
});
