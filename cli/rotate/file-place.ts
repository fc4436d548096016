import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { SecretFormat } from '../../shared/incident/rotation-entries';
import { CommandEnded, EXIT } from '../exit';
import type { Place } from './place';
import { holdsKey, secretText } from './secret-text';
import { shown } from './shown';

/** More than any secret's text needs: the room is there before there is a secret to lose. */
const RESERVED = Buffer.alloc(4096, ' ');
/** A file of ours is small; what is longer is none. */
const LONGEST = 65_536;

const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
/** The system's words hold the path, which is told beside them. */
const whyOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

/**
 * A new file that its owner alone may read. Never written over: it is created exclusively, through no link, with its room
 * taken on the disk, before the key is made. One that a start which died had reserved, and left blank, is taken up again.
 * `wasReserved`: whether the journal says so of a path. Throws CommandEnded (usage) for a place that cannot take a secret.
 */
export async function filePlace(
  given: string,
  format: SecretFormat,
  wasReserved: (file: string) => boolean,
): Promise<Place> {
  const file = path.resolve(given);
  const name = shown(file);
  await mustBeWritable(path.dirname(file));
  const isLeft = await isLeftBlank(file, wasReserved(file));
  let handle: FileHandle | undefined;
  return {
    record: { kind: 'file', path: file },
    lines: [
      isLeft
        ? `write its secret into the file ${name}, which a start that died had reserved and left blank; you alone may read it`
        : `write its secret into the new file ${name}, which you alone may read`,
    ],
    prepare: async () => {
      handle = isLeft ? await openReserved(file) : await reserve(file);
    },
    take: async (key: MadeKey) => {
      if (handle === undefined) throw new Error(`${name} was not opened`);
      try {
        // Another start may have taken it for a dead one's, and put its own key there.
        if (!(await isBlank(handle))) throw new Error('somebody else wrote to it meanwhile');
        const text = Buffer.from(`${secretText(key, format)}\n`);
        await handle.write(text, 0, text.length, 0);
        await handle.truncate(text.length);
        await handle.sync();
        if (!(await isAt(file, handle))) throw new Error('somebody took it away meanwhile');
      } catch (error) {
        throw new Error(`${name} could not be written: ${whyOf(error)}`);
      } finally {
        await handle.close().catch(() => undefined);
      }
      return `in ${name} (mode 0600)`;
    },
    giveUp: async () => {
      if (handle === undefined) return;
      const isOurs = await Promise.all([isAt(file, handle), isBlank(handle)]).catch(() => [false]);
      await handle.close().catch(() => undefined);
      if (isOurs.every(Boolean)) await unlink(file).catch(() => undefined);
    },
  };
}

const unusable = (file: string, error: unknown): CommandEnded =>
  new CommandEnded(EXIT.usage, `${shown(file)} cannot be used: ${whyOf(error)}. No key was made.`);

/** By making a file there and taking it away again: rights alone do not tell (read-only disks, quotas, /proc). */
async function mustBeWritable(folder: string): Promise<void> {
  const trial = path.join(folder, `.ak-tourniquet-${randomBytes(8).toString('hex')}`);
  try {
    if (!(await stat(folder)).isDirectory()) throw new CommandEnded(EXIT.usage, `${shown(folder)} is no folder.`);
    const handle = await open(trial, 'wx', 0o600);
    await handle.close();
    await unlink(trial);
  } catch (error) {
    throw error instanceof CommandEnded ? error : unusable(folder, error);
  }
}

/** Whether the file was reserved by a start that died; false: there is none. Throws CommandEnded for anybody else's. */
async function isLeftBlank(file: string, isRecorded: boolean): Promise<boolean> {
  try {
    await lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw unusable(file, error);
  }
  const taken = `${shown(file)} is there already and is never written over`;
  if (!isRecorded) throw new CommandEnded(EXIT.usage, `${taken}: name another. No key was made.`);
  try {
    await (await openReserved(file)).close();
    return true;
  } catch (error) {
    throw new CommandEnded(
      EXIT.usage,
      `${taken}, though a start of this rotation that died had named it: ${whyOf(error)}. Look at it, then take it away or name another. No key was made.`,
    );
  }
}

async function reserve(file: string): Promise<FileHandle> {
  const { O_CREAT, O_EXCL, O_RDWR } = constants;
  const handle = await open(file, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, 0o600);
  try {
    await handle.chmod(0o600);
    await handle.write(RESERVED, 0, RESERVED.length, 0);
    await handle.sync();
    return handle;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(file).catch(() => undefined);
    throw error;
  }
}

/** The blank file of a start that died. Throws for one that is not as `reserve` leaves it: then it is somebody else's. */
async function openReserved(file: string): Promise<FileHandle> {
  // What is no regular file, a pipe above all, must not make this wait.
  const handle = await open(file, constants.O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { mode, uid, nlink, size } = await handle.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error('it is no ordinary file');
    if (uid !== process.getuid?.()) throw new Error('it is not yours');
    if ((mode & 0o7777) !== 0o600) throw new Error('others than you may read or write it');
    if (nlink !== 1) throw new Error('it has another name as well');
    if (size > RESERVED.length || !(await isBlank(handle))) throw new Error('there is something in it');
    // One that died in reserving had not taken all the room.
    await handle.write(RESERVED, 0, RESERVED.length, 0);
    await handle.sync();
    return handle;
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

async function isBlank(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(RESERVED.length + 1), 0, RESERVED.length + 1, 0);
  return bytesRead <= RESERVED.length && buffer.subarray(0, bytesRead).every((byte) => byte === RESERVED[0]);
}

/** Whether the path leads to the file that is open, and to no other one. */
async function isAt(file: string, handle: FileHandle): Promise<boolean> {
  const [open, there] = await Promise.all([handle.stat(), lstat(file).catch(() => undefined)]);
  return there?.ino === open.ino && there.dev === open.dev;
}

/** Which of the keys the file holds; a file that is not there holds none. */
export async function holdsKeyInFile(file: string, ids: readonly string[]): Promise<string[]> {
  try {
    const { size } = await lstat(file);
    if (size > LONGEST) return [];
    const text = await readFile(file, 'utf8');
    return ids.filter((id) => holdsKey(text, id));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return [];
    throw new CommandEnded(
      EXIT.unchecked,
      `could not check whether ${shown(file)} holds the new key: ${codeOf(error)}`,
    );
  }
}
