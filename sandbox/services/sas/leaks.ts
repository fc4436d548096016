import { CloudError } from '../../kernel/types';
import type { LeakRecord } from '../../world/entities';

/** What Security Center's leak list needs of the account. */
export interface LeakSource {
  readonly leaks: LeakRecord[];
  readonly restrictedKeys: Set<string>;
  readonly notices: Map<string, { route: number; timeLimit: number }>;
  readonly now: () => Date;
  readonly newId: (kind: 'secret') => string;
}

const FIRST_ID = 389_358;
const STATES: Readonly<Record<string, Pick<LeakRecord, 'status' | 'dealType'>>> = {
  pending: { status: 'pending', dealType: 'pending' },
  dealed: { status: 'dealed', dealType: 'manual' },
  'add-whitelist': { status: 'dealed', dealType: 'add-whitelist' },
  disable: { status: 'dealed', dealType: 'disable' },
  manual: { status: 'dealed', dealType: 'manual' },
};

/**
 * Puts a record into the leak list, as `POST /_sandbox/leaks` gives it: `{accessKeyId, userName, userType?, tokenValid?,
 * status?, restricted?}`. By default the key is a RAM user's, valid and pending; `status` also takes the ways of dealing
 * with a leak; `restricted` puts the key under Alibaba Cloud's own restrictive protection.
 * Throws CloudError 400 InvalidParameter naming what is wrong.
 */
export function addLeak(source: LeakSource, input: unknown): LeakRecord {
  if (typeof input !== 'object' || input === null) throw invalid('a leak is an object');
  const {
    accessKeyId,
    userName,
    userType = 'ram',
    tokenValid = 1,
    status = 'pending',
    restricted = false,
  } = input as Record<string, unknown>;
  if (typeof accessKeyId !== 'string' || accessKeyId === '') throw invalid('accessKeyId must be a string');
  if (typeof userName !== 'string') throw invalid('userName must be a string');
  if (userType !== 'ram' && userType !== 'master') throw invalid('userType must be ram or master');
  if (tokenValid !== 0 && tokenValid !== 1 && tokenValid !== 2) throw invalid('tokenValid must be 0, 1 or 2');
  if (typeof restricted !== 'boolean') throw invalid('restricted must be true or false');
  const state = typeof status === 'string' ? STATES[status] : undefined;
  if (!state) throw invalid(`status must be one of ${Object.keys(STATES).join(', ')}`);
  const id = source.leaks.reduce((highest, leak) => Math.max(highest, leak.id + 1), FIRST_ID);
  const repository = 'deploy-scripts';
  const githubUser = 'sandbox-developer';
  const fileName = 'settings.py';
  const foundAt = source.now();
  const record: LeakRecord = {
    id,
    accessKeyId,
    userName,
    userType,
    tokenValid,
    ...state,
    ...(state.status === 'dealed' ? { dealTime: foundAt } : {}),
    remark: '',
    foundAt,
    url: `https://github.com/${githubUser}/${repository}/blob/${commitOf(id)}/${fileName}`,
    repository,
    fileName,
    githubUser,
    code: `import oss2\n\nACCESS_KEY_ID = "${accessKeyId}"\nACCESS_KEY_SECRET = "${source.newId('secret')}"\nauth = oss2.Auth(ACCESS_KEY_ID, ACCESS_KEY_SECRET)\n`,
  };
  source.leaks.push(record);
  if (restricted) source.restrictedKeys.add(accessKeyId);
  return record;
}

function commitOf(id: number): string {
  return id.toString(16).padStart(8, '0').repeat(5);
}

function invalid(why: string): CloudError {
  return new CloudError(400, 'InvalidParameter', `Not a leak record: ${why}.`);
}
