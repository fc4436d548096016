import { homeRegion } from '../../shared/aliyun';
import type { Site } from '../../shared/config/types';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import { type Check, couldNotCheck, type Found, note, ok, problem } from './check';

const DAYS = 7;

export interface GlobalEventFacts {
  readonly site: Site;
  /** Where the functions and their rules stand. */
  readonly region: string;
  /** Where ActionTrail says that they are kept. */
  readonly storage: Looked<string>;
  /** When RAM's last one was, of the last days, in the home region of the site. */
  readonly last: Looked<string | undefined>;
  readonly hasUsers: Looked<boolean>;
}

/** RAM's events, and those of the other global services, are kept in one region: it follows from the site. */
export const globalEvents: Check = {
  id: 'global events',
  async look({ run, config, clock }) {
    const to = clock.now();
    const from = new Date(to.getTime() - DAYS * 86_400_000);
    const trail = run.cloud.actionTrail();
    const [storage, page, hasUsers] = await Promise.all([
      looked(trail.globalEventsRegion()),
      looked(trail.lookupEvents({ attributes: [{ key: 'ServiceName', value: 'Ram' }], from, to })),
      looked(anyUser(run.cloud.ram.listUsers())),
    ]);
    const last = 'value' in page ? { value: timeOf(page.value.events[0]) } : page;
    return judgeGlobalEvents({ site: config.site, region: config.region, storage, last, hasUsers });
  },
};

async function anyUser(pages: AsyncIterable<readonly unknown[]>): Promise<boolean> {
  for await (const page of pages) if (page.length > 0) return true;
  return false;
}

function timeOf(event: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return event && String(event['eventTime'] ?? 'an unknown time');
}

/** What ActionTrail says is kept where comes first; events that are there prove it without. */
export function judgeGlobalEvents({ site, region, storage, last, hasUsers }: GlobalEventFacts): Found[] {
  const home = homeRegion(site);
  const other: Site = site === 'china' ? 'international' : 'china';
  const elsewhere = 'value' in storage && storage.value !== home ? storage.value : undefined;
  const todo =
    elsewhere === undefined || elsewhere === homeRegion(other)
      ? `set TOURNIQUET_SITE=${other}, if that is your account's site`
      : 'ask Alibaba Cloud by a ticket why they are kept there';
  if (elsewhere !== undefined)
    return [problem(`RAM's events are kept in ${elsewhere}, and are looked for in ${home} (site ${site})`, todo)];
  const found: Found[] = [];
  if ('couldNotCheck' in last) found.push(couldNotCheck(`RAM's events in ${home}: ${last.couldNotCheck}`));
  else if (last.value !== undefined) found.push(ok(`RAM's events are in ${home}, the last of ${last.value}`));
  else if ('value' in storage)
    found.push(couldNotCheck(`RAM's events are kept in ${home}, and none of the last ${DAYS} days is there yet`));
  else if ('couldNotCheck' in hasUsers)
    found.push(
      couldNotCheck(`no event of RAM of the last ${DAYS} days is in ${home}; users: ${hasUsers.couldNotCheck}`),
    );
  else if (hasUsers.value)
    found.push(problem(`no event of RAM of the last ${DAYS} days is in ${home}, though the account has users`, todo));
  else
    found.push(couldNotCheck(`no event of RAM of the last ${DAYS} days is in ${home}: the account has no users yet`));
  if (region !== home)
    found.push(note(`the functions stand in ${region}: events of RAM come to ${home}, and to no rule of theirs`));
  return found;
}
