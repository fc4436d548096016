import type { KeyStatus } from '../../shared/aliyun/ram';
import type { RamRootService } from '../../shared/aliyun/ram-root';
import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import { CloudNotFound } from '../../shared/errors';
import type { KeyState } from '../../shared/identity/types';
import { type AccessKeyId, parseUserName, type UserName } from '../../shared/ids';
import { ROOT } from '../../shared/rotation/stage';
import type { Room } from './room';

/** Whoever has AccessKeys: a RAM user, or the account itself. */
export interface KeyHolder {
  readonly name: string;
  /** As they are now; undefined: there is no such user. */
  keys(): Promise<readonly KeyState[] | undefined>;
  /** By RAM alone; undefined: never. */
  lastUsed(key: AccessKeyId): Promise<Date | undefined>;
  create(): Promise<MadeKey>;
  turn(key: AccessKeyId, status: KeyStatus): Promise<void>;
  delete(key: AccessKeyId): Promise<'deleted' | 'already'>;
}

/** Throws InvalidUserName for what is no user's name. */
export function holderOf(room: Room, name: string): KeyHolder {
  return name === ROOT && room.root ? rootHolder(room.root) : userHolder(room, parseUserName(name));
}

function userHolder({ cli, cloud }: Room, userName: UserName): KeyHolder {
  const { ram } = cli.run.cloud;
  return {
    name: userName,
    keys: async () => {
      try {
        return (await ram.listAccessKeys(userName)).map(stateOf);
      } catch (error) {
        if (error instanceof CloudNotFound) return undefined;
        throw error;
      }
    },
    lastUsed: (key) => ram.getAccessKeyLastUsed(userName, key),
    create: () => cloud.ram.createAccessKey(userName),
    turn: (key, status) => ram.updateAccessKey(userName, key, status),
    delete: (key) => cloud.ram.deleteAccessKey(userName, key),
  };
}

function rootHolder(root: RamRootService): KeyHolder {
  return {
    name: ROOT,
    keys: async () => (await root.listAccessKeys()).map(stateOf),
    lastUsed: (key) => root.getAccessKeyLastUsed(key),
    create: () => root.createAccessKey(),
    turn: (key, status) => root.updateAccessKey(key, status),
    delete: (key) => root.deleteAccessKey(key),
  };
}

const stateOf = ({
  id,
  status,
  createdAt,
}: {
  id: string;
  status: KeyStatus;
  createdAt: Date | undefined;
}): KeyState => ({
  id,
  status,
  createdAt: createdAt?.toISOString() ?? null,
});
