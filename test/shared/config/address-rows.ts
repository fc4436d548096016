import { ROBOT } from './environment';
import type { Row } from './row';

const MAIL = {
  TOURNIQUET_SMTP_URL: 'smtps://mail.example.com',
  TOURNIQUET_MAIL_FROM: 'a@b.example',
  TOURNIQUET_MAIL_TO: 'c@d.example',
};
const BAD_HTTPS = [
  'http://alerts.example.com/',
  'ftp://127.0.0.1/x',
  'alerts.example.com',
  'https://',
  'https://me:pw@alerts.example.com/',
];

/** Where alerts and calls go. */
export const ADDRESS_ROWS: readonly Row[] = [
  {
    name: 'TOURNIQUET_DINGTALK_URL',
    reads: [
      ['', undefined],
      [ROBOT, { url: ROBOT }],
    ],
    of: (c) => c.dingTalk,
    refuses: [
      'https://oapi.dingtalk.com/robot/send',
      'https://oapi.dingtalk.com/robot/send?access_token=',
      'http://oapi.dingtalk.com/robot/send?access_token=x',
      'https://oapi.dingtalk.com.evil.example/robot/send?access_token=x',
      'https://oapi.dingtalk.com@evil.example/robot/send?access_token=x',
      'https://oapi.dingtalk.com:8443/robot/send?access_token=x',
      'https://oapi.dingtalk.com/topapi/send?access_token=x',
      'http://127.0.0.1:8080/robot/send?access_token=x',
      'f00d',
    ],
  },
  {
    name: 'TOURNIQUET_DINGTALK_SECRET',
    beside: { TOURNIQUET_DINGTALK_URL: ROBOT },
    reads: [
      ['', undefined],
      ['SECabc', { kind: 'plain', value: 'SECabc' }],
      ['kms:ding/talk', { kind: 'kms', name: 'ding/talk' }],
    ],
    of: (c) => c.dingTalk?.secret,
    refuses: ['kms:', 'kms:a b'],
  },
  {
    name: 'TOURNIQUET_SMTP_URL',
    beside: MAIL,
    reads: [
      [
        'smtps://user:p%40ss@mail.example.com:465',
        { kind: 'plain', value: 'smtps://user:p%40ss@mail.example.com:465' },
      ],
      ['smtp://127.0.0.1:2525', { kind: 'plain', value: 'smtp://127.0.0.1:2525' }],
      ['kms:mail', { kind: 'kms', name: 'mail' }],
    ],
    of: (c) => c.mail?.smtpUrl,
    refuses: [
      'mail.example.com',
      'https://mail.example.com',
      'smtp:',
      'smtps://',
      'smtps://u:a/b@mail.example.com',
      'smtps://mail.example.com?pool=true',
      'smtps://u:100%@mail.example.com',
      'smtps://u:%ff@mail.example.com',
    ],
  },
  {
    name: 'TOURNIQUET_MAIL_FROM',
    beside: MAIL,
    reads: [['leaks+1@sec.acme.example', 'leaks+1@sec.acme.example']],
    of: (c) => c.mail?.from,
    refuses: [
      'acme',
      '@acme.example',
      'a@',
      'a@b@c.example',
      'Leaks <a@b.example>',
      'a@b.example\r\nBcc: x@y.example',
      'a..b@c.example',
      'a@-b.example',
      'a@b..example',
      `${'a'.repeat(65)}@b.example`,
    ],
  },
  {
    name: 'TOURNIQUET_MAIL_TO',
    beside: MAIL,
    reads: [['a@b.example, c@d.example,a@b.example', ['a@b.example', 'c@d.example']]],
    of: (c) => c.mail?.to,
    refuses: ['a@b.example;c@d.example', 'a@b.example,', 'a@b.example,nobody'],
  },
  {
    name: 'TOURNIQUET_WEBHOOK_URL',
    reads: [['https://x.example/hook?key=1', 'https://x.example/hook?key=1']],
    of: (c) => c.webhookUrl,
    refuses: BAD_HTTPS,
  },
  {
    name: 'TOURNIQUET_HEARTBEAT_URL',
    reads: [
      ['', undefined],
      ['https://beat.example/abc', 'https://beat.example/abc'],
    ],
    of: (c) => c.heartbeatUrl,
    refuses: BAD_HTTPS,
  },
  {
    name: 'TOURNIQUET_SAS_ENDPOINT',
    reads: [
      ['', undefined],
      ['tds.ap-southeast-1.aliyuncs.com', 'tds.ap-southeast-1.aliyuncs.com'],
    ],
    of: (c) => c.sasEndpoint,
    refuses: [
      'https://tds.aliyuncs.com',
      'tds.example.com',
      'aliyuncs.com',
      '.aliyuncs.com',
      'evil.example/tds.aliyuncs.com',
      'notaliyuncs.com',
    ],
  },
  {
    name: 'TOURNIQUET_ENDPOINT',
    reads: [
      ['', undefined],
      ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
      ['http://127.8.9.10/', 'http://127.8.9.10/'],
      ['https://localhost:1', 'https://localhost:1/'],
      ['http://[::1]:80', 'http://[::1]/'],
    ],
    of: (c) => c.endpoint?.href,
    refuses: [
      'http://ram.example.com',
      'http://10.0.0.1',
      'http://127.0.0.1.example.com',
      'http://localhost.example.com',
      'http://127.0.0.1@evil.example',
      'http://[::2]',
      'http://0.0.0.0',
      'ftp://127.0.0.1',
      'localhost:8080',
      '127.0.0.1:8080',
      'http://127.0.0.1/path',
      'http://127.0.0.1/?q=1',
      'http://me:pw@127.0.0.1',
    ],
  },
  {
    name: 'TOURNIQUET_OSS_ENDPOINT',
    reads: [
      ['', undefined],
      ['https://oss-cn-hangzhou-internal.aliyuncs.com', 'https://oss-cn-hangzhou-internal.aliyuncs.com/'],
      ['http://10.0.0.5:9000', 'http://10.0.0.5:9000/'],
      ['https://evidence.example.com?cname', 'https://evidence.example.com/?cname'],
    ],
    of: (c) => c.ossEndpoint?.href,
    refuses: [
      'https://evidence.example.com?cname=1',
      'https://evidence.example.com/bucket?cname',
      'oss-cn-hangzhou.aliyuncs.com',
      'minio:9000',
      'https://oss.example.com/bucket',
      'ftp://oss.example.com',
    ],
  },
];
