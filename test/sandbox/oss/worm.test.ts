import type { Caller } from '../../../sandbox/kernel/types';
import { createOssDoor, type OssDoor } from '../../../sandbox/oss';
import { ossClient, put } from './clients';
import { type Served, SmallKernel, serve } from './fixture';

const HOUR_MS = 3_600_000;

let kernel: SmallKernel;
let door: OssDoor;
let served: Served;
let user: Caller;

beforeEach(async () => {
  kernel = new SmallKernel();
  door = createOssDoor(kernel);
  served = await serve(door);
  user = kernel.addUser('admin');
  door.store.addBucket('archive', 'oss-cn-hangzhou', kernel.now());
});
afterEach(() => served.stop());

/** These calls of the SDK resolve whatever the status is. */
interface Ended {
  readonly status: number;
}

// The published types know none of these calls.
const worm = () =>
  ossClient(served.port, user, { bucket: 'archive' }) as unknown as Omit<
    ReturnType<typeof ossClient>,
    'putBucketVersioning'
  > & {
    initiateBucketWorm(name: string, days: string): Promise<{ wormId: string }>;
    completeBucketWorm(name: string, id: string): Promise<Ended>;
    extendBucketWorm(name: string, id: string, days: string): Promise<unknown>;
    abortBucketWorm(name: string): Promise<Ended>;
    putBucketVersioning(name: string, status: string): Promise<Ended>;
    getBucketWorm(name: string): Promise<{ state: string; days: string; wormId: string }>;
  };

test('a retention: made, locked, made longer; nobody takes an object away before its time', async () => {
  const oss = worm();
  await expect(oss.getBucketWorm('archive')).rejects.toMatchObject({ code: 'NoSuchWORMConfiguration', status: 404 });
  const { wormId } = await oss.initiateBucketWorm('archive', '30');
  expect(await oss.getBucketWorm('archive')).toMatchObject({ state: 'InProgress', days: '30', wormId });
  await put(oss, 'a', '1');
  await expect(put(oss, 'a', '2')).rejects.toMatchObject({ code: 'FileImmutable', status: 409 });
  await oss.completeBucketWorm('archive', wormId);
  expect(await oss.abortBucketWorm('archive')).toMatchObject({ status: 409 });
  await expect(oss.delete('a')).rejects.toMatchObject({ code: 'FileImmutable' });
  await expect(oss.deleteMulti(['a'])).rejects.toMatchObject({ code: 'FileImmutable' });
  await expect(oss.copy('a', 'a')).rejects.toMatchObject({ code: 'FileImmutable' });
  await put(oss, 'b', 'new ones may come');
  await expect(oss.extendBucketWorm('archive', wormId, '20')).rejects.toMatchObject({
    code: 'InvalidWORMConfiguration',
  });
  await oss.extendBucketWorm('archive', wormId, '40');
  expect(await oss.getBucketWorm('archive')).toMatchObject({ state: 'Locked', days: '40' });
});

test('what nobody locks within a day is void', async () => {
  const oss = worm();
  const { wormId } = await oss.initiateBucketWorm('archive', '30');
  await put(oss, 'a', '1');
  const begun = kernel.now();
  kernel.now = () => new Date(begun.getTime() + 25 * HOUR_MS);
  expect(await oss.getBucketWorm('archive')).toMatchObject({ state: 'Expired' });
  expect(await oss.completeBucketWorm('archive', wormId)).toMatchObject({ status: 400 });
  await put(oss, 'a', '2');
  expect((await oss.initiateBucketWorm('archive', '10')).wormId).not.toBe(wormId);
});

test.each([
  ['both', true],
  ['one of them', false],
] as const)('versions and a retention: a bucket has %s', async (_, both) => {
  door.store.retainsVersions = both;
  const oss = worm();
  await oss.putBucketVersioning('archive', 'Enabled');
  const versionsFirst = oss.initiateBucketWorm('archive', '30');
  if (both) await expect(versionsFirst).resolves.toHaveProperty('wormId');
  else await expect(versionsFirst).rejects.toMatchObject({ code: 'InvalidBucketState', status: 409 });

  door.store.addBucket('other', 'oss-cn-hangzhou', kernel.now());
  await oss.initiateBucketWorm('other', '30');
  const status = async (state: string) => (await oss.putBucketVersioning('other', state)).status;
  expect([await status('Enabled'), await status('Suspended')]).toEqual([both ? 200 : 409, 409]);
});

test.each(['0', '1.5', '25551', 'x'])('%s days are no retention', async (days) => {
  await expect(worm().initiateBucketWorm('archive', days)).rejects.toMatchObject({ code: 'MalformedXML' });
});
