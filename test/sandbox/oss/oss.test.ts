import { createHash } from 'node:crypto';
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

describe.each([
  ['version 4', true],
  ['version 1', false],
])('signature %s', (_name, authorizationV4) => {
  test.each([
    ['an IP address, path style', { sldEnable: true }, '127.0.0.1'],
    ['an IP address, bucket in the host alone', { sldEnable: false }, '127.0.0.1'],
    ['localhost, path style', { sldEnable: true }, 'localhost'],
  ])('puts, gets, heads, lists and deletes at %s', async (_how, options, host) => {
    const oss = client({ ...options, authorizationV4, endpoint: `http://${host}:${served.port}` });
    const key = 'a/日志 + (1)!&.json';
    await oss.put(key, Buffer.from('{"a":1}'), { meta: { sort: 'x' } as never, headers: {} });
    const got = await oss.get(key);
    expect(got.content.toString()).toBe('{"a":1}');
    expect((got.res.headers as Record<string, string>)['content-type']).toBe('application/json');
    const head = await oss.head(key);
    expect(head.meta).toEqual({ sort: 'x' });
    expect((head.res.headers as Record<string, string>).etag).toBe(
      `"${createHash('md5').update('{"a":1}').digest('hex').toUpperCase()}"`,
    );
    const listed = await oss.listV2({ prefix: 'a/', 'max-keys': '10' }, {});
    expect(listed.objects.map((object) => object.name)).toEqual([key]);
    await oss.delete(key);
    await expect(oss.get(key)).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect([...(door.store.buckets.get('evidence')?.objects.keys() ?? [])]).toEqual([]);
  });

  test('an object whose key begins with the name of its bucket is not mistaken for another', async () => {
    for (const sldEnable of [true, false])
      await put(client({ sldEnable, authorizationV4 }), 'evidence/x.txt', String(sldEnable));
    expect([...(door.store.buckets.get('evidence')?.objects.keys() ?? [])]).toEqual(['evidence/x.txt']);
  });

  test.each([
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'LTAI5tUnknown' }, 'InvalidAccessKeyId'],
    ['an old time', { amendTimeSkewed: -16 * 60_000 }, 'RequestTimeTooSkewed'],
  ])('refuses %s', async (_what, options, code) => {
    await expect(put(client({ ...options, authorizationV4 } as Options), 'a', 'x')).rejects.toMatchObject({
      code,
      status: 403,
    });
    expect(door.store.buckets.get('evidence')?.objects.size).toBe(0);
  });

  test('a session needs its token', async () => {
    const session = kernel.addSession('responder');
    await put(client({ authorizationV4 }, session), 'a', 'x');
    const wrong = { ...session, securityToken: 'another' };
    await expect(put(client({ authorizationV4 }, wrong), 'b', 'x')).rejects.toMatchObject({
      code: 'InvalidSecurityToken',
    });
    const { securityToken: _token, ...bare } = session;
    await expect(put(client({ authorizationV4 }, bare), 'b', 'x')).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
  });
});

test('a key that is disabled is refused', async () => {
  kernel.inactive.add(user.accessKeyId);
  await expect(put(client(), 'a', 'x')).rejects.toMatchObject({ code: 'InvalidAccessKeyId', status: 403 });
});

test('forbid-overwrite lets one of two racers win', async () => {
  const oss = client();
  const header = { 'x-oss-forbid-overwrite': 'true' };
  const results = await Promise.allSettled([
    put(oss, 'journal/000001.json', 'a', header),
    put(oss, 'journal/000001.json', 'b', header),
  ]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find((result) => result.status === 'rejected')).toMatchObject({
    reason: { code: 'FileAlreadyExists', status: 409 },
  });
});

test('lists page by page, folds prefixes, and orders keys by their bytes', async () => {
  const oss = client();
  const keys = ['a/1', 'a/2', 'b/1', 'Z', 'é', 'z'];
  for (const key of keys) await put(oss, key, 'x');
  const folded = await oss.list({ delimiter: '/', 'max-keys': 100 }, {});
  expect(folded.objects.map((object) => object.name)).toEqual(['Z', 'z', 'é']);
  expect(folded.prefixes).toEqual(['a/', 'b/']);
  const seen: string[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await oss.list({ 'max-keys': 2, ...(marker ? { marker } : {}) }, {});
    seen.push(...page.objects.map((object) => object.name));
    if (!page.isTruncated) break;
    marker = page.nextMarker;
  }
  expect(seen).toEqual(['Z', 'a/1', 'a/2', 'b/1', 'z', 'é']);
  const v2: string[] = [];
  for (let token: string | undefined; ; ) {
    const page = await oss.listV2({ 'max-keys': '2', ...(token ? { 'continuation-token': token } : {}) } as never, {});
    v2.push(...page.objects.map((object) => object.name));
    if (!page.isTruncated) break;
    token = (page as unknown as { nextContinuationToken: string }).nextContinuationToken;
  }
  expect(v2).toEqual(seen);
  await expect(oss.list({ 'max-keys': 1001 }, {})).rejects.toMatchObject({ code: 'InvalidArgument' });
});

test('deletes many at once, and a key with XML in its name', async () => {
  const oss = client();
  for (const key of ['a&b', '<c>', 'd']) await put(oss, key, 'x');
  const { deleted } = await oss.deleteMulti(['a&b', '<c>', 'not-there']);
  expect((deleted as unknown as { Key: string }[]).map((one) => one.Key)).toEqual(['a&b', '<c>', 'not-there']);
  expect([...(door.store.buckets.get('evidence')?.objects.keys() ?? [])]).toEqual(['d']);
});

test('uploads in parts', async () => {
  const oss = client();
  const body = Buffer.alloc(250 * 1024, 'x');
  const { uploadId } = await oss.initMultipartUpload('big', {});
  const parts = [];
  for (const [index, from] of [0, 100 * 1024, 200 * 1024].entries()) {
    const part = await oss.uploadPart(
      'big',
      uploadId,
      index + 1,
      body as never,
      from,
      Math.min(from + 100 * 1024, body.length),
    );
    parts.push({ number: index + 1, etag: (part.res.headers as Record<string, string>).etag ?? '' });
  }
  expect((await oss.listParts('big', uploadId)).parts).toHaveLength(3);
  await oss.completeMultipartUpload('big', uploadId, parts);
  expect((await oss.get('big')).content.equals(body)).toBe(true);
  await expect(oss.abortMultipartUpload('big', uploadId)).rejects.toMatchObject({ code: 'NoSuchUpload' });
});

test('gets a range, and the whole object when the range does not fit', async () => {
  const oss = client();
  await put(oss, 'a', '0123456789');
  const part = await oss.get('a', { headers: { Range: 'bytes=2-4' } });
  expect([part.res.status, part.content.toString()]).toEqual([206, '234']);
  const whole = await oss.get('a', { headers: { Range: 'bytes=8-20' } });
  expect([whole.res.status, whole.content.toString()]).toEqual([200, '0123456789']);
});

test('a body that does not fit its Content-MD5 is refused', async () => {
  const wrong = createHash('md5').update('other').digest('base64');
  await expect(put(client(), 'a', 'x', { 'Content-MD5': wrong })).rejects.toMatchObject({
    code: 'InvalidDigest',
    status: 400,
  });
});

test('asks the policies for the power on the object, with the prefix of a listing', async () => {
  const clerk = kernel.addUser(
    'clerk',
    (action, resource) => action === 'oss:PutObject' && resource.includes('/inbox/'),
  );
  const oss = client({}, clerk);
  await put(oss, 'inbox/a', 'x');
  await expect(put(oss, 'other', 'x')).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
  await expect(oss.list({ prefix: 'inbox/', 'max-keys': 5 }, {})).rejects.toMatchObject({ code: 'AccessDenied' });
  expect(kernel.asked).toMatchObject([
    { actions: ['oss:PutObject'], resources: ['acs:oss:*:1234567890123456:evidence/inbox/a'] },
    { actions: ['oss:PutObject'], resources: ['acs:oss:*:1234567890123456:evidence/other'] },
    {
      actions: ['oss:ListObjects'],
      resources: ['acs:oss:*:1234567890123456:evidence'],
      context: { 'oss:Prefix': 'inbox/' },
    },
  ]);
  await expect(oss.head('other')).rejects.toMatchObject({ status: 403, code: 'AccessDenied' });
});

test('writes every call down: bucket calls as management events, object calls not', async () => {
  const oss = client();
  await put(oss, 'a', 'x');
  await oss.getBucketInfo('evidence');
  await expect(oss.get('none')).rejects.toThrow();
  expect(
    kernel.records.map(({ call, note }) => [call.action, call.status, call.errorCode, note.management, note.write]),
  ).toEqual([
    ['PutObject', 200, null, false, true],
    ['GetBucketInfo', 200, null, true, false],
    ['GetObject', 404, 'NoSuchKey', false, false],
  ]);
  expect(kernel.records[0]?.call.parameters).toEqual({ bucket: 'evidence', key: 'a' });
});

test('what the sandbox does not have answers 501', async () => {
  await expect(client().getBucketCORS('evidence')).rejects.toMatchObject({ status: 501, code: 'NotImplemented' });
});

test('faults strike once', async () => {
  kernel.faults.push(
    { service: 'oss', action: 'PutObject', fault: '500' },
    { service: 'oss', action: 'PutObject', fault: 'throttle' },
  );
  await expect(put(client(), 'a', 'x')).rejects.toMatchObject({ status: 500, code: 'InternalError' });
  await expect(put(client(), 'a', 'x')).rejects.toMatchObject({ status: 503 });
  await put(client(), 'a', 'x');
});

test('an object of a class of archive is listed and deleted, written over, and handed out to nobody', async () => {
  const headers = { 'x-oss-storage-class': 'Archive' };
  await put(client(), 'a.json', '{}', headers);
  const refused = { code: 'InvalidObjectState', status: 403 };
  await expect(client().get('a.json')).rejects.toMatchObject(refused);
  await expect(client().copy('b.json', 'a.json')).rejects.toMatchObject(refused);
  const { objects } = await client().listV2({ 'max-keys': '10' }, {});
  expect(objects.map(({ name, storageClass }) => [name, storageClass])).toEqual([['a.json', 'Archive']]);
  await put(client(), 'a.json', '{"a":1}');
  expect((await client().get('a.json')).content.toString()).toBe('{"a":1}');
  await put(client(), 'a.json', '{}', headers);
  await client().delete('a.json');
  await expect(client().get('a.json')).rejects.toMatchObject({ code: 'NoSuchKey' });
});
