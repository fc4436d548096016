import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Packed } from '../../shared/evidence/trail/gunzip';
import { CommandEnded, EXIT } from '../exit';

/** Something to read events from: a file, or a pipe. */
export interface Source {
  readonly name: string;
  readonly isGzip: boolean;
  /** Its bytes from their beginning. Of what is not packed they are asked for once. */
  readonly bytes: Packed;
}

const CHUNK = { highWaterMark: 1 << 20 };
const STDIN = /^(-|\/dev\/stdin|\/dev\/fd\/0)$/;
/** What trails and exports are called; a folder holds other things as well. */
const EXPORTS = /\.(json|jsonl|ndjson|gz)$/i;

/** `-` is standard input; a folder stands for the exports in it, at whatever depth. Throws CommandEnded for what cannot be read. */
export async function* sourcesOf(names: readonly string[]): AsyncGenerator<Source> {
  for (const name of names) {
    if (STDIN.test(name)) yield await pipe('standard input', process.stdin);
    else yield* byKind(name);
  }
}

async function* byKind(name: string): AsyncGenerator<Source> {
  const kind = await readable(name, stat(name));
  if (kind.isDirectory()) {
    const files = await readable(name, exportsIn(name));
    if (files.length === 0)
      throw new CommandEnded(EXIT.failed, `${name} is a folder without .json, .jsonl, .ndjson or .gz in it.`);
    for (const file of files) yield await fromFile(file);
  } else if (kind.isFile()) yield await fromFile(name);
  else yield await pipe(name, createReadStream(name, CHUNK));
}

async function exportsIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((one) => EXPORTS.test(one.name) && (one.isFile() || one.isSymbolicLink()));
  return files.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
}

async function fromFile(name: string): Promise<Source> {
  const head = Buffer.alloc(2);
  const got = await readable(
    name,
    open(name).then(async (file) => {
      try {
        return (await file.read(head, 0, head.length, 0)).bytesRead;
      } finally {
        await file.close();
      }
    }),
  );
  return {
    name,
    isGzip: isGzip(head.subarray(0, got)),
    bytes: () => createReadStream(name, CHUNK) as AsyncIterable<Buffer>,
  };
}

/** What comes but once. Of a packed pipe the bytes are kept: where it turns out to be damaged they are gone through again. */
async function pipe(name: string, stream: AsyncIterable<Buffer | string>): Promise<Source> {
  const rest = stream[Symbol.asyncIterator]();
  const kept: Buffer[] = [];
  let held = 0;
  const next = async (): Promise<Buffer | undefined> => {
    const { done, value } = await readable(name, rest.next());
    return done ? undefined : Buffer.from(value);
  };
  while (held < 2) {
    const chunk = await next();
    if (chunk === undefined) break;
    kept.push(chunk);
    held += chunk.length;
  }
  const isPacked = isGzip(Buffer.concat(kept));
  return {
    name,
    isGzip: isPacked,
    async *bytes() {
      yield* kept;
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
        if (isPacked) kept.push(chunk);
        yield chunk;
      }
    },
  };
}

/** By its first bytes (RFC 1952): files are renamed on their way. */
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Throws CommandEnded with the sentence that says what could not be read, and why. */
export async function readable<T>(name: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CommandEnded) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandEnded(EXIT.failed, `${name} cannot be read: ${why}`, { cause: error });
  }
}
