import fc from 'fast-check';
import { lineOfRow } from '../../../../shared/evidence/data/row';

const ROW = {
  ...{ __time__: '1777860000', __topic__: 'oss_access_log', access_id: 'LTAI5tX', bucket: 'exports' },
  ...{ client_ip: '203.0.113.9', operation: 'GetObject', http_status: '200', response_body_length: '3000' },
  ...{ object: 'clients%2Fa%20b.csv', user_agent: 'ossbrowser/1.1', request_length: '512', error_code: '-' },
};

test("a row of OSS's real-time log is the line of the same request", () => {
  expect(lineOfRow(ROW)).toEqual({
    ...{ at: '2026-05-04T02:00:00.000Z', ip: '203.0.113.9', status: 200, sent: 3000, userAgent: 'ossbrowser/1.1' },
    ...{ operation: 'GetObject', bucket: 'exports', object: 'clients/a b.csv', errorCode: '', received: 512 },
    accessKeyId: 'LTAI5tX',
  });
});

test('each object of a batch deletion is a deletion', () => {
  const { operation: _, http_status: __, ...batch } = { ...ROW, __topic__: 'oss_batch_delete_log' };
  expect(lineOfRow(batch)).toMatchObject({ operation: 'DeleteObject', object: 'clients/a b.csv', status: 200 });
});

test.each<[string, object]>([
  ['a metering row', { ...ROW, __topic__: 'oss_metering_log' }],
  ['no bucket', { ...ROW, bucket: '-' }],
  ['no time', { ...ROW, __time__: 'soon' }],
  ['no status', { ...ROW, http_status: '' }],
  ['nothing', {}],
])('%s is no request', (_, row) => expect(lineOfRow(row as Record<string, unknown>)).toBeUndefined());

test('whatever a row holds, it is a line or none', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(ROW)), fc.anything()),
      (odd) => void lineOfRow({ ...ROW, ...odd }),
    ),
  );
});
