import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunRAMReadOnlyAccess')).start();
});
afterAll(() => sandbox.stop());

const key = () => sandbox.keys.get('ci-bot')?.key as { accessKeyId: string; accessKeySecret: string };
const target = () => ({
  UserPrincipalName: `ci-bot@${sandbox.accountId}.onaliyun.com`,
  UserAccessKeyId: key().accessKeyId,
});
/** More calls than the account takes in a second: whoever is throttled asks again. */
async function ask(action: string, more: Readonly<Record<string, string>> = {}) {
  for (;;) {
    const answer = await callRpc(sandbox, sandbox.identities.admin, 'ims', action, { ...target(), ...more });
    if (!String(answer.body['Code']).startsWith('Throttling')) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const set = (policy: unknown) =>
  ask('SetAccessKeyPolicy', { AccessKeyPolicy: typeof policy === 'string' ? policy : JSON.stringify(policy) });
const active = (...Statements: unknown[]) => ({ Version: 1, Status: 'Active', Statements });
const office = { Type: 'ClassicWhiteList', IPList: ['192.0.2.7'] };
const addresses = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i}`);

async function callFrom(sourceIp: string): Promise<string> {
  const answer = await callRpc(sandbox, key(), 'ram', 'ListUsers', {}, { [SOURCE_IP_HEADER]: sourceIp });
  return answer.status === 200 ? 'allowed' : String(answer.body['Code']);
}

test.each([
  ['an empty document', '{}'],
  ['no JSON', '{"Status"'],
  ['another version', { ...active(office), Version: 2 }],
  ['another status', { ...active(office), Status: 'On' }],
  ['no list of statements', { Version: 1, Status: 'Active', Statements: null }],
  ['a name that is none', { ...active(office), Statement: [] }],
  ['a kind that is none', active({ ...office, Type: 'WhiteList' })],
  ['a value where none may stand', active({ ...office, Value: 'AllowAllVPC' })],
  ['a VPC without its id', active({ Type: 'VPCWhiteList', IPList: ['10.0.0.0/8'] })],
  ['a host name', active({ ...office, IPList: ['example.com'] })],
  ['no address', active({ ...office, IPList: [] })],
  ['nine statements', active(...Array.from({ length: 9 }, () => office))],
  ['51 addresses', active({ ...office, IPList: addresses(51) })],
  [
    '51 addresses in two statements',
    active({ ...office, IPList: addresses(26) }, { ...office, IPList: addresses(25) }),
  ],
])('refuses %s', async (_, policy) => {
  expect(await set(policy)).toMatchObject({ status: 400, body: { Code: 'InvalidParameter.AccessKeyPolicy' } });
});

test('answers with the key and its policy, and writes the version in', async () => {
  const { Version: _, ...unversioned } = active(office);
  expect((await ask('GetAccessKeyPolicy')).body).toMatchObject({
    AccessKeyId: key().accessKeyId,
    AccessKeyPolicy: '{"Version":1,"Status":"Inactive","Statements":[]}',
  });
  const told = { AccessKeyId: key().accessKeyId, AccessKeyPolicy: JSON.stringify(active(office)) };
  expect((await set(unversioned)).body).toMatchObject(told);
  expect((await ask('GetAccessKeyPolicy')).body).toMatchObject(told);
});

test.each([
  ['an address of the list', active(office), '192.0.2.7', 'allowed'],
  ['another address', active(office), '192.0.2.8', 'Forbidden.AccessKeyPolicy'],
  ['IPv6', active({ ...office, IPList: ['2001:db8::/32'] }), '2001:db8::9', 'allowed'],
  ['any VPC', active({ Type: 'VPCWhiteList', Value: 'AllowAllVPC', IPList: ['10.0.0.0/8'] }), '10.3.1.9', 'allowed'],
  [
    'a VPC where only the internet is',
    active({ ...office, IPList: ['0.0.0.0/0'] }),
    '10.3.1.9',
    'Forbidden.AccessKeyPolicy',
  ],
  [
    'one VPC, of which nobody here knows the id',
    active({ Type: 'VPCWhiteList', Value: 'vpc-bp1', IPList: ['10.0.0.0/8'] }),
    '10.3.1.9',
    'Forbidden.AccessKeyPolicy',
  ],
  ['an inactive policy', { ...active(office), Status: 'Inactive' }, '192.0.2.8', 'allowed'],
])('a call from %s', async (_, policy, sourceIp, answer) => {
  expect((await set(policy)).status).toBe(200);
  expect(await callFrom(sourceIp)).toBe(answer);
});

test('binds no session that the key has opened', async () => {
  const [session] = [sandbox.identities.responder];
  expect((await set(active(office))).status).toBe(200);
  const answer = await callRpc(sandbox, session as never, 'ram', 'ListUsers', {}, { [SOURCE_IP_HEADER]: '192.0.2.8' });
  expect(answer.status).toBe(200);
});

test("the account's policy binds a key without an active one, and a key's own goes before it", async () => {
  const off = { Version: 1, Status: 'Inactive', Statements: [] };
  const ofAccount = (policy: unknown) =>
    ask('SetAccessKeyPolicyForAccount', { AccessKeyPolicy: JSON.stringify(policy) });
  await set(off);
  // Who sets it signs with a key as well, from this machine.
  const home = { Type: 'ClassicWhiteList', IPList: ['203.0.113.7', '127.0.0.1'] };
  expect((await ofAccount(active(home))).status).toBe(200);
  expect((await ask('GetAccessKeyPolicyForAccount')).body).toMatchObject({
    AccessKeyPolicy: JSON.stringify(active(home)),
  });
  expect([await callFrom('192.0.2.7'), await callFrom('203.0.113.7')]).toEqual([
    'Forbidden.AccessKeyPolicy',
    'allowed',
  ]);
  await set(active(office));
  expect([await callFrom('192.0.2.7'), await callFrom('203.0.113.7')]).toEqual([
    'allowed',
    'Forbidden.AccessKeyPolicy',
  ]);
  await set(off);
  await ofAccount(off);
  expect(await callFrom('192.0.2.7')).toBe('allowed');
});
