import type { Cloud } from '../aliyun';
import type { KeyUsage } from '../aliyun/action-trail';
import { ramActionsOf } from '../evidence/ram-action';
import { parseAccessKeyId } from '../ids';
import type { Known } from './facts';
import type { Looks } from './looks';
import type { RememberedProject, RememberedUse } from './memory';

/** Calls a night for this, or a fiftieth of the users: a key takes one, and one or two more for each product. */
const LEAST_CALLS = 200;
const SHARE = 50;
const MOST_PRODUCTS = 10;
/** What was not called for so long is not missed at once. */
const RECENT_MS = 30 * 86_400_000;
/** A look of longer ago says nothing about today. */
const TOO_OLD_MS = 30 * 86_400_000;
/** Names of buckets and of projects of Log Service are alike, and become part of a host. */
const STORE = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z]{2}-[a-z0-9-]{2,30}$/;
/** As ActionTrail spells them: `Oss`, `Sls`. */
const HOLDS_DATA = /^(oss|sls|log)$/i;

export interface CollectedUses {
  of(id: string | undefined): Known<RememberedUse>;
  readonly remembered: Readonly<Record<string, RememberedUse>>;
  /** What a failed look leaves unknown beside the keys themselves: the stores that they use. */
  readonly notes: readonly string[];
}

/**
 * What the quarantine would stop, key by key, and the buckets and log projects that keys use: by ActionTrail's usage index, some keys each
 * night, those first that were looked at longest ago. `isDenied`: what a leak would have refused.
 */
export async function collectUses(
  cloud: Pick<Cloud, 'actionTrail'>,
  looks: Looks,
  ids: readonly string[],
  users: number,
  remembered: Readonly<Record<string, RememberedUse>>,
  isDenied: (action: string) => boolean,
  now: Date,
): Promise<CollectedUses> {
  const found = new Map(ids.flatMap((id) => (Object.hasOwn(remembered, id) ? [[id, remembered[id]] as const] : [])));
  const failures = new Map<string, string>();
  let left = Math.max(LEAST_CALLS, Math.floor(users / SHARE));
  const turn = [...ids].sort((a, b) => (found.get(a)?.at ?? '').localeCompare(found.get(b)?.at ?? ''));
  await looks.each(turn, async (id) => {
    if (left <= 0) return;
    const counted = <T>(call: () => Promise<T>): Promise<Known<T>> => {
      left -= 1;
      return looks.look(call);
    };
    const use = await useOf(cloud, counted, id, isDenied, now);
    if ('value' in use) found.set(id, use.value);
    else failures.set(id, use.couldNotCheck);
  });
  const isFresh = ({ at }: RememberedUse) => now.getTime() - Date.parse(at) < TOO_OLD_MS;
  return {
    of(id) {
      if (id === undefined) return { couldNotCheck: "the key's id is not known yet: some are asked for each night" };
      const known = found.get(id);
      if (known && isFresh(known)) return { value: known };
      return { couldNotCheck: failures.get(id) ?? 'its turn has not come: some keys are asked each night' };
    },
    notes: notesOf(failures),
    remembered: Object.fromEntries([...found].flatMap(([id, one]) => (one && isFresh(one) ? [[id, one]] : []))),
  };
}

function notesOf(failures: ReadonlyMap<string, string>): string[] {
  const [why] = failures.values();
  if (why === undefined) return [];
  return [
    `what ${failures.size} keys are used for could not be looked up, so buckets and log projects may be missing: ${why}`,
  ];
}

/** One look that fails leaves the key open: half of its calls would be taken for all of them. */
async function useOf(
  cloud: Pick<Cloud, 'actionTrail'>,
  look: <T>(call: () => Promise<T>) => Promise<Known<T>>,
  id: string,
  isDenied: (action: string) => boolean,
  now: Date,
): Promise<Known<RememberedUse>> {
  const trail = cloud.actionTrail();
  // Within the look: an id that nobody can name is one that could not be checked.
  const products = await look(async () => trail.getAccessKeyLastUsedProducts(parseAccessKeyId(id)));
  if ('couldNotCheck' in products) return products;
  const key = parseAccessKeyId(id);
  const isRecent = ({ usedAt }: { readonly usedAt: Date | undefined }) =>
    usedAt === undefined || now.getTime() - usedAt.getTime() < RECENT_MS;
  const recent = products.value.filter(isRecent);
  const calls: { action: string; lastAt: string | null }[] = [];
  const buckets = new Set<string>();
  const projects = new Map<string, RememberedProject>();
  for (const { serviceName } of recent.slice(0, MOST_PRODUCTS)) {
    const events = await look(() => trail.getAccessKeyLastUsedEvents(key, serviceName));
    if ('couldNotCheck' in events) return events;
    for (const event of events.value.filter(isRecent)) {
      const action = ramActionsOf({ service: serviceName, name: event.name }).find(isDenied);
      if (action) calls.push({ action, lastAt: event.usedAt?.toISOString() ?? null });
    }
    if (!HOLDS_DATA.test(serviceName)) continue;
    const resources = await look(() => trail.getAccessKeyLastUsedResources(key, serviceName));
    if ('couldNotCheck' in resources) return resources;
    for (const resource of resources.value.filter(isRecent)) {
      if (serviceName.toLowerCase() === 'oss') {
        const bucket = lastPart(resource.name).split('/')[0] ?? '';
        if (STORE.test(bucket)) buckets.add(bucket);
      } else {
        const project = projectOf(resource);
        if (project) projects.set(`${project.name} ${project.region}`, project);
      }
    }
  }
  const stores = { buckets: [...buckets].sort(), projects: [...projects.values()] };
  return {
    value: { at: now.toISOString(), calls, ...stores, ...(recent.length > MOST_PRODUCTS ? { isCut: true } : {}) },
  };
}

const lastPart = (name: string): string => name.split(':').at(-1) ?? '';

/** `project`, `project/logstore`, or an ARN of either; its region is that of the call, where ActionTrail kept one. */
function projectOf({ name, resourceType = '', detail }: KeyUsage): RememberedProject | undefined {
  const path = lastPart(name).replace(/^project\//, '');
  // A logstore's name alone says nothing about whose it is.
  if (/logstore$/i.test(resourceType) && !path.includes('/')) return undefined;
  const project = path.split('/')[0] ?? '';
  const { acsRegion } = Object(detail) as { acsRegion?: unknown };
  const region = typeof acsRegion === 'string' && REGION.test(acsRegion) ? acsRegion : null;
  return STORE.test(project) ? { name: project, region } : undefined;
}
