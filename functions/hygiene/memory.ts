import { type Memory, NO_MEMORY } from '../../shared/hygiene/memory';
import { rememberedParts } from '../../shared/hygiene/memory-form';
import { messageOf } from '../../shared/identity/looked';
import { isLater, isUnread, openStored } from '../../shared/incident/stored';
import type { Run } from '../platform';

/** Of ten thousand users it takes some megabytes. */
const MOST_BYTES = 32 * 2 ** 20;
/** A night that was begun so long ago is over, whatever became of it. */
const PART_MS = 6 * 3_600_000;

export interface Remembered {
  readonly memory: Memory;
  /** What was there could be read, or was nobody's: it may be written over. */
  readonly replaceable: boolean;
  readonly notes: readonly string[];
}

/** What the nights before knew. Without our seal it is nobody's word: a forged one must hide nothing. Never throws. */
export async function readMemory(run: Run): Promise<Remembered> {
  const key = run.paths.hygieneMemory;
  const nobodys = {
    memory: NO_MEMORY,
    replaceable: true,
    notes: ['the memory of earlier nights was written by somebody else: it was not used'],
  };
  const unknown = (error: unknown): Remembered => {
    const why = `what earlier nights knew could not be read: ${messageOf(error)}`;
    return { memory: NO_MEMORY, replaceable: false, notes: [why] };
  };
  try {
    const read = await openStored<Readonly<Record<string, unknown>>>(run.cloud.evidence, run.seal, key, {
      most: MOST_BYTES,
    });
    if (read === 'gone') return { memory: NO_MEMORY, replaceable: true, notes: [] };
    if (read === 'strange') return nobodys;
    if (isUnread(read)) return unknown(read.unread.error);
    if (isLater(read.content)) return unknown(new Error('a later version wrote it, and it is left as it is'));
    const memory = rememberedParts(read.content);
    if (memory === undefined) return nobodys;
    return { memory: current(memory, run.clock.now()), replaceable: true, notes: [] };
  } catch (error) {
    return unknown(error);
  }
}

function current(memory: Memory, now: Date): Memory {
  const { part, ...rest } = memory;
  return part && now.getTime() - Date.parse(memory.at) < PART_MS ? memory : rest;
}

/** Leaves what this night knows to the next. Resolves with what failed. */
export async function writeMemory(
  run: Run,
  memory: Memory,
  { replaceable }: Pick<Remembered, 'replaceable'>,
): Promise<readonly string[]> {
  if (!replaceable) return ['what this night knows was not kept: that of earlier nights could not be read'];
  const key = run.paths.hygieneMemory;
  try {
    await run.cloud.evidence.put(key, await run.seal.close(key, memory));
    return [];
  } catch (error) {
    return [`what this night knows could not be kept: ${messageOf(error)}`];
  }
}
