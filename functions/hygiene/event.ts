import { UnparseableEvent } from '../../shared/errors';
import { cutWithoutSecrets } from '../../shared/secrecy/cut';
import { jsonOf } from '../../shared/signal/json-event';
import { isObject } from '../../shared/signal/loose';

const MOST_BYTES = 128 * 1024;
const COMMAND_FIELDS = new Set(['command', 'reason']);

/** Why the nightly look is taken: by the timer, or because somebody asked for it. */
export type Asked = 'timer' | 'command';

/** Reads the timer's event, or `{"command":"hygiene"}`. Throws UnparseableEvent for anything else. */
export function parseAsked(event: Buffer): Asked {
  const payload = jsonOf(event, MOST_BYTES);
  if (!isObject(payload)) throw new UnparseableEvent('it is JSON, but no object');
  if ('triggerTime' in payload && 'triggerName' in payload) return 'timer';
  const unknown = Object.keys(payload).filter((name) => !COMMAND_FIELDS.has(name));
  if (payload['command'] !== 'hygiene')
    throw new UnparseableEvent('it is neither a timer event nor {"command":"hygiene"}');
  if (unknown.length > 0)
    throw new UnparseableEvent(`it has unknown fields: ${cutWithoutSecrets(unknown.slice(0, 5).join(', '), 100)}`);
  return 'command';
}
