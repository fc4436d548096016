import { request } from 'node:http';
import type { Caller } from '../../../sandbox/kernel/types';
import { createOssDoor, type OssDoor } from '../../../sandbox/oss';
import { type Options, ossClient, put } from './clients';
import { type Served, SmallKernel, serve } from './fixture';

let kernel: SmallKernel;
let door: OssDoor;
let served: Served;
let user: Caller;

beforeEach(async () => {
  kernel = new SmallKernel();
  door = createOssDoor(kernel);
  served = await serve(door);
  user = kernel.addUser('admin');
  door.store.addBucket('evidence', 'oss-cn-hangzhou', kernel.now());
});
afterEach(() => served.stop());

const client = (options: Options = {}, who = user) => ossClient(served.port, who, options);

test.each(['Enabled', 'Suspended'] as const)('forbid-overwrite is ignored once versioning is %s', async (status) => {
  const oss = client();
  expect((await oss.getBucketVersioning('evidence')).versionStatus).toBeUndefined();
  await oss.putBucketVersioning('evidence', status);
  expect((await oss.getBucketVersioning('evidence')).versionStatus).toBe(status);
  const header = { 'x-oss-forbid-overwrite': 'true' };
  await put(oss, 'a', '1', header);
  await put(oss, 'a', '2', header);
  expect((await oss.get('a')).content.toString()).toBe('2');
});

test('a bucket: made, encrypted, logged, opened, described, removed', async () => {
  const oss = client();
  await oss.putBucket('archive-1');
  await oss.putBucketEncryption('archive-1', { SSEAlgorithm: 'AES256' });
  await oss.putBucketLogging('archive-1', 'logs/');
  expect(await oss.getBucketLogging('archive-1')).toMatchObject({ enable: true, prefix: 'logs/' });
  await oss.putBucketACL('archive-1', 'public-read');
  expect((await oss.getBucketACL('archive-1')).acl).toBe('public-read');
  const { bucket } = await oss.getBucketInfo('archive-1');
  expect(bucket).toMatchObject({
    Name: 'archive-1',
    Location: 'oss-cn-hangzhou',
    AccessControlList: { Grant: 'public-read' },
    ServerSideEncryptionRule: { SSEAlgorithm: 'AES256' },
  });
  const archive = client({ bucket: 'archive-1' });
  const stored = await put(archive, 'a', 'x');
  expect((stored.res.headers as Record<string, string>)['x-oss-server-side-encryption']).toBe('AES256');
  await expect(oss.deleteBucket('archive-1')).rejects.toMatchObject({ code: 'BucketNotEmpty' });
  await archive.delete('a');
  await oss.deleteBucket('archive-1');
  await expect(oss.getBucketInfo('archive-1')).rejects.toMatchObject({ code: 'NoSuchBucket', status: 404 });
  const names = ((await oss.listBuckets({}, {})) as unknown as { buckets: { name: string }[] }).buckets.map(
    (one) => one.name,
  );
  expect(names).toEqual(['evidence']);
});

test('nobody reads a private bucket; anybody reads a public one', async () => {
  await put(client(), 'a', 'x');
  const url = `http://127.0.0.1:${served.port}/a`;
  const anonymous = async () => {
    return new Promise<number>((resolve, reject) => {
      const sent = request(url, { headers: { host: 'evidence.oss-cn-hangzhou.aliyuncs.com' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sent.on('error', reject).end();
    });
  };
  expect(await anonymous()).toBe(403);
  await client().putBucketACL('evidence', 'public-read');
  expect(await anonymous()).toBe(200);
});

test("what a bucket's own policy denies is denied, whatever RAM allows; whom it does not name is let in", async () => {
  const other = kernel.addUser('other', () => true);
  const putPolicy = (Principal: readonly string[]) => {
    const statement = { Effect: 'Deny', Action: ['oss:Get*'], Principal, Resource: ['acs:oss:*:*:evidence/*'] };
    const policies = client() as unknown as { putBucketPolicy(bucket: string, policy: object): Promise<unknown> };
    return policies.putBucketPolicy('evidence', { Version: '1', Statement: [statement] });
  };
  await put(client(), 'a', 'x');
  await putPolicy([other.principalId]);
  await expect(client({}, other).get('a')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  await put(client({}, other), 'b', 'x');
  expect((await client().get('a')).content.toString()).toBe('x');
  await putPolicy(['*']);
  await expect(client().get('a')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
});

test.each(['private', 'public-read', 'public-read-write'] as const)(
  'the ACL %s is put, kept and given back',
  async (acl) => {
    await client().putBucketACL('evidence', acl);
    expect((await client().getBucketACL('evidence')).acl).toBe(acl);
    expect(door.store.buckets.get('evidence')?.acl).toBe(acl);
  },
);

test('an ACL that there is not, and a bucket that there is not, are refused', async () => {
  await expect(client().putBucketACL('evidence', 'public' as 'private')).rejects.toMatchObject({
    status: 400,
    code: 'InvalidArgument',
  });
  expect(door.store.buckets.get('evidence')?.acl).toBe('private');
  await expect(client().putBucketACL('none', 'private')).rejects.toMatchObject({ status: 404, code: 'NoSuchBucket' });
});

test('the ACL has powers of its own, on the bucket; the service-level list asks for all of OSS; both are audited', async () => {
  const reader = kernel.addUser('reader', (action) => action === 'oss:GetBucketAcl');
  expect((await client({}, reader).getBucketACL('evidence')).acl).toBe('private');
  await expect(client({}, reader).putBucketACL('evidence', 'public-read')).rejects.toMatchObject({
    status: 403,
    code: 'AccessDenied',
  });
  await expect(client({}, reader).listBuckets({})).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
  expect(door.store.buckets.get('evidence')?.acl).toBe('private');
  expect(kernel.asked.map(({ actions, resources }) => [actions, resources])).toEqual([
    [['oss:GetBucketAcl'], ['acs:oss:*:1234567890123456:evidence']],
    [['oss:PutBucketAcl'], ['acs:oss:*:1234567890123456:evidence']],
    [['oss:ListBuckets'], ['acs:oss:*:1234567890123456:*']],
  ]);
  expect(kernel.records.map(({ call, note }) => [call.action, note.management, note.write])).toEqual([
    ['GetBucketAcl', true, false],
    ['PutBucketAcl', true, true],
    ['ListBuckets', true, false],
  ]);
});
