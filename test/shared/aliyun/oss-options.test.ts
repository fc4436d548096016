import OSS from 'ali-oss';
import { ossOptions } from '../../../shared/aliyun/object-store';
import { systemClock } from '../../../shared/clock';

const connection = {
  credentials: { accessKeyId: 'LTAI5tExample', accessKeySecret: 'secret' },
  endpoint: undefined,
  ossEndpoint: undefined,
  sasEndpoint: undefined,
  region: 'cn-hangzhou',
  site: 'china' as const,
  clock: systemClock,
};

/** Where the SDK sends a request for an object, as it says itself. */
function addressOf(ossEndpoint: string | undefined): string {
  const options = ossOptions({ ...connection, ossEndpoint: ossEndpoint ? new URL(ossEndpoint) : undefined }, 'acme');
  return new OSS(options).signatureUrl('a/b.json').split('?')[0] ?? '';
}

test.each([
  [undefined, 'https://acme.oss-cn-hangzhou.aliyuncs.com/a/b.json'],
  ['https://oss-cn-hangzhou-internal.aliyuncs.com', 'https://acme.oss-cn-hangzhou-internal.aliyuncs.com/a/b.json'],
  ['https://evidence.example.com?cname', 'https://evidence.example.com/a/b.json'],
  ['http://minio.internal:9000', 'http://minio.internal:9000/acme/a/b.json'],
])('with the endpoint %s an object is asked at %s', (endpoint, address) => {
  expect(addressOf(endpoint)).toBe(address);
});
