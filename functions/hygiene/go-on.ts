import type { Memory } from '../../shared/hygiene/memory';
import { messageOf } from '../../shared/identity/looked';
import type { Run } from '../platform';
import type { Asked } from './event';
import { type Remembered, writeMemory } from './memory';

/** A night of more invocations than this is told as far as it came. */
const MOST_PARTS = 6;

/**
 * Hands a night that ran out of time to another invocation, with what it has looked at so far. False: the night ends
 * here, because it need not go on, may not, or cannot.
 */
export async function goOn(
  run: Run,
  memory: Memory,
  remembered: Pick<Remembered, 'replaceable'>,
  asked: Asked,
): Promise<boolean> {
  const { part } = memory;
  if (part === undefined || part.number >= MOST_PARTS) return false;
  // What was looked at must stand before the next one begins, or it would begin at the beginning for ever.
  const kept = await writeMemory(run, { ...memory, part: { ...part, asked } }, remembered);
  if (kept.length > 0) return false;
  try {
    await run.cloud.functions.invoke(run.functionName, { command: 'hygiene' }, 'Async');
    run.log.info(
      { part: part.number, looks: Object.keys(part.looks).length },
      'the night goes on in another invocation',
    );
    return true;
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'the night could not be handed on: it is told as far as it came');
    return false;
  }
}
