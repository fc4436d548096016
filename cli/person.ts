import { userInfo } from 'node:os';

/** As Linux, macOS and directory services name people: nothing that could pass for another field of a line. */
const SANE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._@\\-]{0,63}\$?$/u;

/** Who runs this process, as the machine tells it. `name` throws where the machine has no entry for the user id. */
export interface Machine {
  name(): string;
  /** Undefined where there are no user ids (Windows). */
  readonly uid: number | undefined;
}

const THIS_MACHINE: Machine = { name: () => userInfo().username, uid: process.getuid?.() };

/**
 * What a person is called in the journal. A user id without a passwd entry (a container's, a CI runner's: os.userInfo
 * throws ENOENT for it, libuv uv_os_get_passwd) has no name, and that keeps nobody from containing a key: he is called
 * as USER or LOGNAME says, which anybody may set, else by his id. Never throws.
 */
export function personOf(environment: NodeJS.ProcessEnv, machine: Machine = THIS_MACHINE): string {
  const byId = machine.uid === undefined ? 'a user without a name' : `uid ${machine.uid}`;
  try {
    return machine.name() || byId;
  } catch {
    // Whatever the machine's directory answered, the name is for the journal alone: the caller's ARN stands beside it.
    const told = [environment['USER'], environment['LOGNAME']].find((name) => name && SANE_NAME.test(name));
    return told ?? byId;
  }
}
