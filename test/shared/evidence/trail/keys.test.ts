import { dayPrefixes, readTrailKey, trailRoot } from '../../../../shared/evidence/trail/keys';

const FILE = 'Actiontrail_cn-hangzhou_20260301235900_1002_12_3456_0123456789abcdef.gz';

test.each([
  [`AliyunLogs/Actiontrail/cn-hangzhou/2026/03/01/${FILE}`, { prefix: '', region: 'cn-hangzhou' }],
  [`a/b/AliyunLogs/Actiontrail/cn-hangzhou/2026/03/01/${FILE}`, { prefix: 'a/b' }],
  [`AliyunLogs/Other/cn-hangzhou/2026/03/01/${FILE}`, { region: 'cn-hangzhou' }],
  [
    `p/AliyunLogs/Actiontrail/rd-Ab12cd/1234567890123456/cn-hangzhou/2026/03/01/${FILE}`,
    { prefix: 'p', organisation: { directoryId: 'rd-Ab12cd', accountId: '1234567890123456' }, region: 'cn-hangzhou' },
  ],
  [
    `rd-Ab12cd/1234567890123456/AliyunLogs/Actiontrail/cn-hangzhou/2026/03/01/${FILE}`,
    { organisation: { directoryId: 'rd-Ab12cd', accountId: '1234567890123456' }, region: 'cn-hangzhou' },
  ],
])('%s', (key, expected) => {
  expect(readTrailKey(key)).toMatchObject({ day: '2026-03-01', time: '2026-03-01T23:59:00.000Z', ...expected });
});

test('a file that is not named by a time is still one of its day', () => {
  expect(readTrailKey('AliyunLogs/Actiontrail/cn-hangzhou/2026/03/01/part-1.gz')).toMatchObject({ time: undefined });
});

test.each([
  '',
  'x.gz',
  'AliyunLogs/Actiontrail/cn-hangzhou/2026/13/01/x.gz',
  'AliyunLogs/Actiontrail/cn-hangzhou/x.gz',
])('no object of a trail: %j', (key) => {
  expect(readTrailKey(key)).toBeUndefined();
});

test('the days to list: each of the window, and the one after it', () => {
  const from = new Date('2026-02-28T23:00:00Z');
  expect(dayPrefixes(trailRoot('p'), ['cn-a', 'cn-b'], from, new Date('2026-03-01T00:00:00Z'))).toEqual(
    ['cn-a', 'cn-b'].flatMap((region) =>
      ['2026/02/28', '2026/03/01', '2026/03/02'].map((day) => `p/AliyunLogs/Actiontrail/${region}/${day}/`),
    ),
  );
});
