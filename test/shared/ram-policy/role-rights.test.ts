import { loadConfig } from '../../../shared/config';
import { PolicyUnbuildable } from '../../../shared/errors';
import {
  configured,
  FUNCTIONS,
  filledIn,
  isRightsName,
  type RightsValues,
  rightsOf,
  roleName,
} from '../../../shared/ram-policy/role-rights';

import { LEAST } from '../config/environment';

const VALUES = {
  ...{ accountId: '1234567890123456', bucket: 'evidence', prefix: 'tourniquet', region: 'cn-hangzhou' },
} as RightsValues;
const names = (of: (typeof FUNCTIONS)[number], more: Partial<RightsValues> = {}): string[] =>
  rightsOf(of, { ...VALUES, ...more }).map(({ name }) => name);

test('a role carries its own policy, and those that a setting asks for', () => {
  expect(FUNCTIONS.map((of) => names(of))).toEqual(FUNCTIONS.map((of) => [roleName(of)]));
  expect(names('respond', { mfa: 'enforce' })).toEqual(['ak-tourniquet-respond', 'ak-tourniquet-respond-mfa']);
  expect(names('respond', { excludeUsers: ['boss'] }).at(-1)).toBe('ak-tourniquet-respond-excluded');
  expect(names('investigate', { trailBucket: 'trail', trailFolder: '' }).at(-1)).toBe(
    'ak-tourniquet-investigate-trail',
  );
  expect(names('investigate', { archiveBucket: 'archive' }).at(-1)).toBe('ak-tourniquet-investigate-archive');
  expect(names('hygiene', { idleKeys: 'disable' }).at(-1)).toBe('ak-tourniquet-hygiene-idle-keys');
});

test('one that needs two settings is there with both alone', () => {
  expect(names('investigate', { logProject: 'p' })).toHaveLength(1);
  expect(names('investigate', { logstore: 's' })).toHaveLength(1);
  expect(names('investigate', { logProject: 'p', logstore: 's' }).at(-1)).toBe('ak-tourniquet-investigate-sls');
  expect(names('investigate', { accessLogBucket: 'b', accessLogPrefix: 'p' })).toHaveLength(2);
  expect(names('investigate', { accessLogProject: 'p', accessLogstore: 's' })).toHaveLength(2);
});

test('no placeholder is left, and each value stands where it belongs', () => {
  for (const of of FUNCTIONS) {
    const text = rightsOf(of, VALUES)
      .map(({ document }) => document)
      .join();
    expect(text).not.toMatch(/\{\w+\}/);
    expect(text).toContain('evidence/tourniquet/');
    expect(text).toContain('1234567890123456');
  }
});

test('a text that names a list stands once for each of its items, dollar signs and all', () => {
  const rights = { Resource: ['user/{excludeUsers}', 'b/{bucket}'], Version: '1', on: 5, Condition: { a: '{region}' } };
  const filled = JSON.parse(filledIn(rights, { ...VALUES, excludeUsers: ['$&', 'b'] })) as object;
  expect(filled).toEqual({
    ...{ Resource: ['user/$&', 'user/b', 'b/evidence'], Version: '1', on: 5 },
    Condition: { a: 'cn-hangzhou' },
  });
  expect(JSON.parse(filledIn({ a: '{nobody}' }, VALUES))).toEqual({ a: '' });
});

test('a list that is too long for one document goes on in further ones, three at most', () => {
  const users = (count: number) => Array.from({ length: count }, (_, n) => `user-${String(n).padStart(56, '0')}`);
  const some = rightsOf('respond', { ...VALUES, excludeUsers: users(100) }).slice(1);
  expect(some.map(({ name }) => name)).toEqual(
    some.map((_, at) => `ak-tourniquet-respond-excluded${at === 0 ? '' : at + 1}`),
  );
  expect(some.length).toBeGreaterThan(1);
  const all = some.map(({ document }) => document).join();
  expect(users(100).filter((user) => !all.includes(user))).toEqual([]);
  expect(() => rightsOf('respond', { ...VALUES, excludeUsers: users(400) })).toThrow(PolicyUnbuildable);
  expect(() => rightsOf('respond', { ...VALUES, excludeUsers: ['x'.repeat(9_000)] })).toThrow(PolicyUnbuildable);
});

test.each<readonly [(typeof FUNCTIONS)[number], string, boolean]>([
  ['respond', 'ak-tourniquet-respond', true],
  ['respond', 'ak-tourniquet-respond2', false],
  ['respond', 'ak-tourniquet-respond-mfa', true],
  ['respond', 'ak-tourniquet-respond-excluded', true],
  ['respond', 'ak-tourniquet-respond-excluded2', true],
  ['respond', 'ak-tourniquet-respond-excluded9', true],
  ['respond', 'ak-tourniquet-respond-excluded1', false],
  ['respond', 'ak-tourniquet-respond-excluded22', false],
  ['respond', 'ak-tourniquet-respond-trail', false],
  ['investigate', 'ak-tourniquet-investigate-trail', true],
  ['investigate', 'ak-tourniquet-respond', false],
  ['hygiene', 'ak-tourniquet-hygiene-idle-keys', true],
  ['hygiene', 'AdministratorAccess', false],
])('whether the role of %s may carry %s: %s', (of, name, is) => {
  expect(isRightsName(of, name)).toBe(is);
});

describe('what a configuration says about the rights', () => {
  const of = (env: Readonly<Record<string, string>> = {}): object => configured(loadConfig({ ...LEAST, ...env }));

  test('the least: the bucket, its prefix and the region, and nothing else', () => {
    expect(of()).toEqual({ bucket: 'acme-leak-evidence', prefix: 'ak-tourniquet', region: 'cn-hangzhou' });
  });

  test.each<readonly [Readonly<Record<string, string>>, object]>([
    [{ TOURNIQUET_ARCHIVE_BUCKET: 'acme-archive' }, { archiveBucket: 'acme-archive' }],
    [{ TOURNIQUET_TRAIL_BUCKET: 'acme-trail' }, { trailBucket: 'acme-trail', trailFolder: '' }],
    [
      { TOURNIQUET_TRAIL_BUCKET: 'acme-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' },
      { trailBucket: 'acme-trail', trailFolder: 'audit/' },
    ],
    [{ TOURNIQUET_TRAIL_SLS: 'acme-audit/main' }, { logProject: 'acme-audit', logstore: 'main' }],
    [
      { TOURNIQUET_ACCESS_LOGS: 'acme-logs/oss/' },
      { accessLogBucket: 'acme-logs', accessLogPrefix: expect.stringMatching(/^oss/) },
    ],
    [{ TOURNIQUET_ACCESS_LOG_SLS: 'acme-audit/oss' }, { accessLogProject: 'acme-audit', accessLogstore: 'oss' }],
    [{ TOURNIQUET_MFA: 'enforce' }, { mfa: 'enforce' }],
    [{ TOURNIQUET_IDLE_KEYS: 'disable' }, { idleKeys: 'disable' }],
    [{ TOURNIQUET_EXCLUDE_USERS: 'zoe,adam' }, { excludeUsers: ['adam', 'zoe'] }],
  ])('%j adds %j', (env, more) => {
    expect(of(env)).toEqual({ ...of(), ...more });
  });
});
