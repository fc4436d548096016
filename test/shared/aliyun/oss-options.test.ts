import OSS from 'ali-oss';
import type { Connection } from '../../../shared/aliyun/connection';
import { ossOptions } from '../../../shared/aliyun/oss-options';
import { systemClock } from '../../../shared/clock';

const EVIDENCE = 'acme-evidence';
const connection = (more: Partial<Connection>): Connection => ({
  credentials: { accessKeyId: 'LTAI5tSomeKey0000000001', accessKeySecret: 'none' },
  endpoint: undefined,
  ossEndpoint: undefined,
  evidenceBucket: EVIDENCE,
  sasEndpoint: undefined,
  region: 'cn-hangzhou',
  site: 'china',
  clock: systemClock,
  deadlineMs: Number.POSITIVE_INFINITY,
  ...more,
});
const at = (url: string) => connection({ ossEndpoint: new URL(url) });

/** Where the unmodified SDK would send a request for an object. */
function urlOf(from: Connection, bucket: string, calls?: 'set-up'): string {
  const client = new OSS(ossOptions(from, bucket, calls)) as OSS & {
    _getReqUrl(parameters: object): string;
  };
  return client._getReqUrl({ bucket, object: 'incidents/1/x.json' });
}

test.each<[string, Connection, string, 'set-up' | undefined, string]>([
  ['no endpoint', connection({}), EVIDENCE, undefined, `https://${EVIDENCE}.oss-cn-hangzhou.aliyuncs.com/`],
  [
    'the internal endpoint of the region',
    at('https://oss-cn-hangzhou-internal.aliyuncs.com'),
    EVIDENCE,
    undefined,
    `https://${EVIDENCE}.oss-cn-hangzhou-internal.aliyuncs.com/`,
  ],
  [
    'a domain of the owner',
    at('https://evidence.acme.example?cname'),
    EVIDENCE,
    undefined,
    'https://evidence.acme.example/',
  ],
  [
    'that domain and another bucket: it would read the evidence bucket',
    at('https://evidence.acme.example?cname'),
    'acme-trail',
    undefined,
    'https://acme-trail.oss-cn-hangzhou.aliyuncs.com/',
  ],
  [
    'that domain and set-up: there may be no bucket yet',
    at('https://evidence.acme.example?cname'),
    EVIDENCE,
    'set-up',
    `https://${EVIDENCE}.oss-cn-hangzhou.aliyuncs.com/`,
  ],
  [
    'another OSS server',
    at('https://minio.acme.example'),
    'acme-trail',
    undefined,
    'https://minio.acme.example/acme-trail/',
  ],
  ['localhost', at('http://localhost:9000'), EVIDENCE, undefined, `http://localhost:9000/${EVIDENCE}/`],
  ['an address', at('http://10.0.0.5:9000'), 'acme-trail', undefined, 'http://10.0.0.5:9000/acme-trail/'],
  [
    'the sandbox',
    connection({ endpoint: new URL('http://127.0.0.1:8080') }),
    EVIDENCE,
    'set-up',
    `http://127.0.0.1:8080/${EVIDENCE}/`,
  ],
])('%s', (_, from, bucket, calls, begins) => {
  expect(urlOf(from, bucket, calls)).toBe(`${begins}incidents/1/x.json`);
});

test('a domain that only ends like Aliyun is nobody of Aliyun', () => {
  expect(urlOf(at('https://evil-aliyuncs.com'), EVIDENCE)).toBe(
    `https://evil-aliyuncs.com/${EVIDENCE}/incidents/1/x.json`,
  );
});
