import { isoSeconds } from '../../kernel/trail';
import type { StoredKey, User } from '../../world/entities';
import { mfaOf } from '../../world/login';
import { ramError } from '../../world/ram-errors';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { invalid, type Parameters } from '../parameters';
import { ImsTargets, principalName } from './targets';

/** A new report can be made every 4 hours; in between, the last one counts (GenerateCredentialReport). */
const REPORT_MS = 4 * 3_600_000;
const DAY_MS = 86_400_000;
const OLD_DAYS = 90;

const COLUMNS = [
  'user',
  'user_creation_time',
  'user_last_logon',
  'password_exist',
  'password_active',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((n) => ['exist', 'active', 'last_rotated', 'last_used'].map((what) => `access_key_${n}_${what}`)),
  ...['exist', 'active', 'last_rotated', 'last_used'].map((what) => `additional_access_key_1_${what}`),
];

/** The account's own reports on its credentials; the only view of the root's keys that a RAM user has. */
export function reportOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  return {
    GenerateCredentialReport: {
      on: on.account,
      answer: () => {
        const last = world.settings.credentialReport;
        const now = world.now();
        if (last && now.getTime() - last.at.getTime() < REPORT_MS) return { State: 'COMPLETED' };
        world.settings.credentialReport = { at: now, rows: reportRows(world) };
        return { State: 'STARTED' };
      },
    },
    GetCredentialReport: { on: on.account, answer: (p) => credentialReport(world, p) },
    GetAccountSecurityPracticeReport: {
      on: on.account,
      answer: () => ({ AccountSecurityPracticeInfo: securityPractice(world) }),
    },
  };
}

function credentialReport(world: World, p: Parameters): Record<string, unknown> {
  const report = world.settings.credentialReport;
  if (!report) throw ramError('EntityNotExist.CredentialReport');
  const size = p.integer('MaxItems') ?? 3501;
  if (size < 1 || size > 3501) throw ramError('InvalidParameter.MaxItems');
  const token = p.optional('NextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) throw invalid('NextToken');
  const from = Number(token);
  const rows = report.rows.slice(from, from + size);
  const more = from + size < report.rows.length;
  return {
    GeneratedTime: isoSeconds(report.at),
    Content: Buffer.from(`${[COLUMNS.join(','), ...rows].join('\n')}\n`).toString('base64'),
    IsTruncated: String(more),
    ...(more ? { NextToken: String(from + size) } : {}),
  };
}

/** Root first, then the users by name. The report holds no key ids. */
function reportRows(world: World): string[] {
  const root = [
    '<root>',
    '-',
    '-',
    'TRUE',
    'TRUE',
    '-',
    '-',
    flag(world.settings.rootMfa),
    ...keyCells(world.rootKeys),
  ];
  const users = [...world.users.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((user) => userRow(world, user));
  return [root, ...users].map((cells) => cells.join(','));
}

function userRow(world: World, user: User): string[] {
  const lastLogin = user.lastLoginDate ?? user.login?.lastLoginDate;
  return [
    principalName(world, user.name),
    isoSeconds(user.createDate),
    lastLogin ? isoSeconds(lastLogin) : '-',
    flag(user.login !== undefined),
    user.login ? flag(user.login.status === 'Active') : 'N/A',
    user.login ? isoSeconds(user.login.updateDate) : 'N/A',
    user.login ? '-' : 'N/A',
    flag(mfaOf(world, user) !== undefined),
    ...keyCells(user.keys),
  ];
}

function keyCells(keys: readonly StoredKey[]): string[] {
  return [0, 1, 2].flatMap((i) => {
    const key = keys[i];
    if (!key) return ['FALSE', 'N/A', 'N/A', 'N/A'];
    return [
      'TRUE',
      flag(key.status === 'Active'),
      isoSeconds(key.createDate),
      key.lastUsed ? isoSeconds(key.lastUsed.at) : 'N/A',
    ];
  });
}

const flag = (value: boolean): string => (value ? 'TRUE' : 'FALSE');

function securityPractice(world: World): Record<string, unknown> {
  const users = [...world.users.values()];
  const isOld = (key: StoredKey): boolean => ageDays(world, key.createDate) > OLD_DAYS;
  const isUnused = (key: StoredKey): boolean => ageDays(world, key.lastUsed?.at ?? key.createDate) > OLD_DAYS;
  const counted = (test: (key: StoredKey) => boolean): number => users.flatMap((u) => u.keys).filter(test).length;
  const holders = (test: (key: StoredKey) => boolean): number => users.filter((u) => u.keys.some(test)).length;
  const consoleUsers = users.filter((user) => user.login !== undefined);
  const withoutMfa = consoleUsers.filter((user) => mfaOf(world, user) === undefined).length;
  const faults = [world.rootKeys.length, counted(isOld), counted(isUnused), withoutMfa].filter((count) => count > 0);
  return {
    Score: 100 - 20 * faults.length - (world.settings.rootMfa ? 0 : 20),
    AccountSecurityPracticeUserInfo: {
      BindMfa: world.settings.rootMfa,
      RootWithAccessKey: world.rootKeys.length,
      SubUser: users.length,
      SubUserBindMfa: consoleUsers.length - withoutMfa,
      SubUserPwdLevel: world.settings.passwordPolicy.minimumPasswordLength >= 12 ? 'high' : 'low',
      OldAkNum: counted(isOld),
      UnusedAkNum: counted(isUnused),
      SubUserWithOldAccessKey: holders(isOld),
      SubUserWithUnusedAccessKey: holders(isUnused),
    },
  };
}

const ageDays = (world: World, since: Date): number => (world.now().getTime() - since.getTime()) / DAY_MS;
