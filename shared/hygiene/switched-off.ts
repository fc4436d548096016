import type { Cloud } from '../aliyun';
import { readDate } from '../moment';
import { object, text } from '../signal/loose';
import type { Looks } from './looks';

/** As far back as ActionTrail looks things up, and as many pages as one night reads of it. */
const DAYS = 90;
const MOST_PAGES = 20;
/** LookupEvents takes two calls a second of an account. */
const BETWEEN_MS = 500;

/**
 * When keys were switched off, by ActionTrail: one look for all of them, made where no earlier night has seen them on. A
 * key that is not in the answer was switched off before, or by RAM itself. Never rejects.
 */
export async function switchedOff(
  cloud: Pick<Cloud, 'actionTrail'>,
  looks: Looks,
  ids: ReadonlySet<string>,
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  const found = new Map<string, Date>();
  if (ids.size === 0) return found;
  const from = new Date(now.getTime() - DAYS * 86_400_000);
  const attributes = [{ key: 'EventName', value: 'UpdateAccessKey' }];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { attributes, from, to: now, ...(nextToken ? { nextToken } : {}) };
    const look = await looks.look(() => cloud.actionTrail().lookupEvents(query));
    if ('couldNotCheck' in look) return found;
    for (const event of look.value.events) note(found, ids, event);
    nextToken = look.value.nextToken;
    if (nextToken === undefined || !(await looks.pause(BETWEEN_MS))) return found;
  }
  return found;
}

/** The newest event of a key counts, and comes first. One that failed changed nothing. */
function note(found: Map<string, Date>, ids: ReadonlySet<string>, event: Record<string, unknown>): void {
  if (text(event, 'errorCode') !== undefined) return;
  const parameters = object(event, 'requestParameters') ?? object(event, 'requestParameterJson');
  const id = text(parameters, 'UserAccessKeyId');
  const at = readDate(text(event, 'eventTime'));
  if (id === undefined || at === undefined || !ids.has(id) || found.has(id)) return;
  if (text(parameters, 'Status') === 'Inactive') found.set(id, at);
}
