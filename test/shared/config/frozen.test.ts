import { loadConfig } from '../../../shared/config';
import { parseUserName } from '../../../shared/ids';
import { LEAST, ROBOT } from './environment';

const config = loadConfig({
  ...LEAST,
  TOURNIQUET_ENDPOINT: 'http://127.0.0.1:8080',
  TOURNIQUET_OSS_ENDPOINT: 'https://oss.example.com',
  TOURNIQUET_EXCLUDE_USERS: 'ceo',
  TOURNIQUET_REGIONS: 'cn-hangzhou',
  TOURNIQUET_DINGTALK_URL: ROBOT,
  TOURNIQUET_DINGTALK_SECRET: 'SECx',
  TOURNIQUET_SMTP_URL: 'kms:smtp',
  TOURNIQUET_MAIL_FROM: 'a@b.example',
  TOURNIQUET_MAIL_TO: 'c@d.example',
  TOURNIQUET_TRAIL_SLS: 'acme-audit/trail',
  TOURNIQUET_ACCESS_LOGS: 'acme-logs/oss-access/',
  TOURNIQUET_ACCESS_LOG_SLS: 'acme-audit/oss-log-store',
});

test('the configuration is frozen all the way down', () => {
  const open = (value: unknown, path: string): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : [
          ...(Object.isFrozen(value) ? [] : [path]),
          ...Object.entries(value).flatMap(([k, v]) => open(v, `${path}.${k}`)),
        ];
  expect(open(config, 'config')).toEqual([]);
});

test('nobody can be excluded or un-excluded later', () => {
  const users = config.exclude.users as Set<ReturnType<typeof parseUserName>>;
  expect(() => users.add(parseUserName('thief'))).toThrow(TypeError);
  expect(() => users.delete(parseUserName('ceo'))).toThrow(TypeError);
  expect(() => users.clear()).toThrow(TypeError);
  expect([...users]).toEqual(['ceo']);
});

test('the cloud cannot be moved elsewhere', () => {
  const { endpoint } = config;
  if (!endpoint) throw new Error('there is an endpoint');
  expect(() => Object.assign(endpoint, { host: 'evil.example' })).toThrow(TypeError);
  expect(() => Object.assign(endpoint, { href: 'https://evil.example' })).toThrow(TypeError);
  expect([String(endpoint), endpoint.host, endpoint.origin]).toEqual([
    'http://127.0.0.1:8080/',
    '127.0.0.1:8080',
    'http://127.0.0.1:8080',
  ]);
});

test('what is not set is absent, not undefined', () => {
  const least = loadConfig(LEAST);
  expect(Object.values(least)).not.toContain(undefined);
  expect(least).not.toHaveProperty('mail');
  expect(least.trail).toEqual({ prefix: '' });
});
