import { CloudNotFound } from '../../shared/errors';
import type { ResponderFacts } from '../../shared/hygiene/facts';
import { messageOf } from '../../shared/identity/looked';
import type { Run } from '../platform';

/** When the responder's timer last ran, by the object that it writes each minute. Never throws. */
export async function readHeartbeat(run: Run): Promise<ResponderFacts> {
  const key = run.paths.heartbeat;
  try {
    const text = (await run.cloud.evidence.get(key)).body.toString();
    const beat = await run.seal.open<{ readonly at?: unknown }>(key, text);
    const at = new Date(typeof beat?.at === 'string' ? beat.at : Number.NaN);
    // Without our seal it is nobody's word, and a time that is none was not written by us either.
    return { heartbeat: { value: Number.isNaN(at.getTime()) ? 'forged' : at } };
  } catch (error) {
    if (error instanceof CloudNotFound) return { heartbeat: { value: 'never' } };
    if (error instanceof SyntaxError) return { heartbeat: { value: 'forged' } };
    return { heartbeat: { couldNotCheck: messageOf(error) } };
  }
}
