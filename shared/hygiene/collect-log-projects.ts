import type { Cloud } from '../aliyun';
import type { LogProjectFacts } from './facts';
import type { Looks } from './looks';
import type { RememberedUse } from './memory';

/** More projects than these are not asked about in one night; the most used come first. */
const MOST_PROJECTS = 100;
/** Log Service, "Service log types": the detailed logs, every request on the project. */
const EVERY_REQUEST = 'operation_log';

/**
 * The projects of Log Service that keys were used for, and whether each one logs the requests on itself. A call a
 * project; where nobody told its region, in the account's own. Never rejects.
 */
export async function collectLogProjects(
  cloud: Pick<Cloud, 'logs' | 'region'>,
  looks: Looks,
  uses: Readonly<Record<string, RememberedUse>>,
): Promise<LogProjectFacts[]> {
  const found = new Map<string, { readonly regions: Set<string>; readonly keys: Set<string> }>();
  for (const [id, { projects = [] }] of Object.entries(uses))
    for (const { name, region } of projects) {
      const one = found.get(name) ?? { regions: new Set(), keys: new Set() };
      one.keys.add(id);
      if (region !== null) one.regions.add(region);
      found.set(name, one);
    }
  const order = [...found].sort(([a, m], [b, n]) => n.keys.size - m.keys.size || (a < b ? -1 : 1));
  const projects = order.slice(MOST_PROJECTS).map(
    ([name, { keys }]): LogProjectFacts => ({
      name,
      keys: keys.size,
      isLogged: { couldNotCheck: `more than ${MOST_PROJECTS} log projects are in use: the others were asked about` },
    }),
  );
  await looks.each(order.slice(0, MOST_PROJECTS), async ([name, { keys, regions }]) => {
    // A name is one project's in all of Log Service: of two regions that calls on it bore, one is its own.
    const [region = cloud.region] = [...regions].sort(
      (a, b) => Number(b === cloud.region) - Number(a === cloud.region),
    );
    const isLogged = await looks.look(
      async () => (await cloud.logs(region, name).getLogging())?.kinds.includes(EVERY_REQUEST) ?? false,
    );
    projects.push({ name, keys: keys.size, isLogged });
  });
  return projects.sort((a, b) => (a.name < b.name ? -1 : 1));
}
