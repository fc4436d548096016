import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import { looked } from '../identity/looked';
import { nameOfUser } from '../identity/name-now';
import { parseUserName } from '../ids';
import type { MadeIdentity, SeenIdentity } from './made';

type SeeingCloud = Pick<Cloud, 'ram' | 'ims'>;

/**
 * Looks at each live: a user by his id, where a call of the audit told it or a look of ours has seen it, under whatever
 * name he bears now; by his name, where no id is known. Where one is known and is nobody's any more, whoever bears the name
 * is another one, until the audit tells his id as well: the business may have made its own anew. A role keeps its name, and
 * is another one where the audit told another id. `known`: whom the journal knows, with their ids; one of these bears the
 * name that it has there. Each user once. Never throws.
 */
export async function seeMade(
  made: readonly MadeIdentity[],
  { cloud }: { readonly cloud: SeeingCloud },
  known: readonly MadeIdentity[] = [],
): Promise<SeenIdentity[]> {
  const seen = await Promise.all(
    made.map(async (one): Promise<SeenIdentity> => {
      const look = await looked(one.type === 'role' ? lookAtRole(one, cloud) : lookAtUser(one, known, cloud));
      return 'value' in look ? look.value : { ...one, live: look };
    }),
  );
  const ids = seen.map(({ live }) => (typeof live === 'object' && 'id' in live ? live.id : undefined));
  return seen.filter((_, at) => ids[at] === undefined || ids.indexOf(ids[at]) === at);
}

async function lookAtRole({ type, name, id: told }: MadeIdentity, { ram }: SeeingCloud): Promise<SeenIdentity> {
  const role = await ifThere(ram.getRole(name));
  if (role === undefined) return { type, name, live: 'gone' };
  if (told !== undefined && role.id !== told) return { type, name, live: 'another' };
  return { type, name, live: { createdAt: role.createdAt, trust: role.trust } };
}

/** Throws what the looks throw, and where his name changes in between. */
async function lookAtUser(
  { type, name, id: told }: MadeIdentity,
  known: readonly MadeIdentity[],
  cloud: SeeingCloud,
): Promise<SeenIdentity> {
  const wasSeen = known.findLast((one) => one.type === type && one.name === name)?.id;
  const bearer = await ifThere(cloud.ram.getUser(parseUserName(name)));
  const seenAs = ({ id, createdAt, name: nameNow }: NonNullable<typeof bearer>): SeenIdentity => {
    const nameThen = known.find((one) => one.id === id)?.name ?? name;
    return { type, name: nameThen, ...(nameNow === nameThen ? {} : { nameNow }), live: { createdAt, id } };
  };
  const ids = [told, wasSeen].filter((id) => id !== undefined);
  for (const id of ids) {
    if (bearer?.id === id) return seenAs(bearer);
    const nameNow = await nameOfUser(cloud, id);
    if (nameNow === undefined) continue;
    const user = await ifThere(cloud.ram.getUser(nameNow));
    if (user?.id !== id) throw new Error(`its name changed while it was looked for as ${nameNow}`);
    return seenAs(user);
  }
  if (bearer === undefined) return { type, name, live: 'gone' };
  return ids.length === 0 ? seenAs(bearer) : { type, name, live: 'another' };
}
