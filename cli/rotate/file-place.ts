import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import { CommandEnded, EXIT } from '../exit';
import type { Format, Place } from './place';
import { holdsKey, secretText } from './secret-text';
import { shown } from './shown';

/** More than any secret's text needs: the room is there before there is a secret to lose. */
const RESERVED = Buffer.alloc(4096, ' ');
/** A file of ours is small; what is longer is none. */
const LONGEST = 65_536;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/**
 * A new file that its owner alone may read. Never written over: it is created exclusively, through no link, with its room
 * taken on the disk, before the key is made.
 */
export async function filePlace(given: string, format: Format): Promise<Place> {
  const file = path.resolve(given);
  const name = shown(file);
  await mustBeFree(file);
  let handle: FileHandle | undefined;
  return {
    record: { kind: 'file', path: file },
    lines: [`write its secret into the new file ${name}, which you alone may read`],
    prepare: async () => {
      handle = await reserve(file);
    },
    take: async (key: MadeKey) => {
      if (handle === undefined) throw new Error(`${name} was not opened`);
      try {
        const text = Buffer.from(`${secretText(key, format)}\n`);
        await handle.write(text, 0, text.length, 0);
        await handle.truncate(text.length);
        await handle.sync();
      } catch (error) {
        throw new Error(`${name} could not be written: ${codeOf(error)}`);
      } finally {
        await handle.close().catch(() => undefined);
      }
      return `in ${name} (mode 0600)`;
    },
    giveUp: async () => {
      await handle?.close().catch(() => undefined);
      if (handle !== undefined) await unlink(file).catch(() => undefined);
    },
  };
}

async function mustBeFree(file: string): Promise<void> {
  const folder = path.dirname(file);
  try {
    if (!(await stat(folder)).isDirectory()) throw new CommandEnded(EXIT.usage, `${shown(folder)} is no folder.`);
  } catch (error) {
    if (error instanceof CommandEnded) throw error;
    throw new CommandEnded(EXIT.usage, `${shown(folder)} cannot be used: ${codeOf(error)}. No key was made.`);
  }
  try {
    await lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new CommandEnded(EXIT.usage, `${shown(file)} cannot be used: ${codeOf(error)}. No key was made.`);
  }
  throw new CommandEnded(
    EXIT.usage,
    `${shown(file)} is there already and is never written over: name another. No key was made.`,
  );
}

async function reserve(file: string): Promise<FileHandle> {
  const { O_CREAT, O_EXCL, O_RDWR, O_NOFOLLOW = 0 } = constants;
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
