import { isObject } from '../shared/signal/loose';
import type { CliRun } from './run';

/** Whose seal the heartbeat bears, which the functions sign each minute where they have a state key. */
export interface HeartbeatSeal {
  /** It bears one, whoever's: the functions have a key. */
  readonly isSealed: boolean;
  /** It is no other key's than this shell's. Without a key here everything opens. */
  readonly opens: boolean;
}

/** Throws SyntaxError for a heartbeat that is no JSON, which the functions did not write, and the errors of the look. */
export async function heartbeatSeal({ run }: Pick<CliRun, 'run'>): Promise<HeartbeatSeal> {
  const key = run.paths.heartbeat;
  const text = (await run.cloud.evidence.get(key)).body.toString();
  const content: unknown = JSON.parse(text);
  const isSealed = isObject(content) && typeof content['hmac'] === 'string';
  return { isSealed, opens: (await run.seal.open(key, text)) !== undefined };
}
