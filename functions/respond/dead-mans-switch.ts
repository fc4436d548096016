import { messageOf } from '../../shared/identity/looked';
import type { Run } from '../platform';

const PATIENCE_MS = 5_000;

/**
 * Calls the dead man's switch: a service outside the account that alarms when it is not called for some minutes, whatever
 * became of the functions. Called after a minute that went well, and after no other. Never throws: a call that is missed is what
 * the switch is for. The address is a secret, and stands in no log.
 */
export async function callSwitch({ config, log }: Pick<Run, 'config' | 'log'>): Promise<void> {
  if (config.heartbeatUrl === undefined) return;
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const { ok, status, body } = await fetch(config.heartbeatUrl, { signal: patience, redirect: 'error' });
    await body?.cancel();
    if (!ok) log.warn({ status }, "the dead man's switch did not take the call");
  } catch (error) {
    const why = messageOf(error).replaceAll(config.heartbeatUrl, '…');
    log.warn({ why }, "the dead man's switch could not be called");
  }
}
