import { InvalidAccessKeyId, InvalidAccountId, TemporaryAccessKey } from '../../shared/errors';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { chainOf, damageOf } from '../../shared/incident/journal';
import type { IncidentId, Paths } from '../../shared/incident/paths';
import type { Seal } from '../../shared/incident/seal';
import type { AskedJournal, PackPlace } from './place';

/** What a copy of the journal is held against. `unsealed`: why it bears no seal that could be checked. */
export interface Trusted {
  readonly paths: Paths;
  readonly seal: Seal;
  readonly unsealed?: string;
}

/** The journal that was copied with a pack and lies beside it. A text: why there is none to ask. */
export async function copiedJournal(
  incident: string,
  { read, list }: Pick<PackPlace, 'read' | 'list'>,
  { paths, seal, unsealed }: Trusted,
): Promise<AskedJournal | string> {
  const id = idOf(incident);
  if (id === undefined) return 'the manifest names no incident, so no journal was asked';
  const numbers = (await list()).flatMap((name) => /^journal\/(\d{6})\.json$/.exec(name)?.[1] ?? []);
  if (numbers.length === 0) return 'no journal lies in the folder to ask';
  const bodies = new Map<number, Buffer | undefined>();
  for (const seq of numbers) bodies.set(Number(seq), await read(`journal/${seq}.json`));
  const chain = await chainOf(id, bodies, paths, seal);
  if (unsealed !== undefined) return { entries: chain.entries, damage: damageOf(chain), unsealed };
  if (chain.entries.length === 0)
    return 'no entry of the journal bears the seal of TOURNIQUET_STATE_KEY: somebody else wrote it, or it belongs to another key or TOURNIQUET_EVIDENCE_PREFIX';
  return { entries: chain.entries, damage: damageOf(chain) };
}

/** `<account>/<key>`; undefined for what is no incident. */
function idOf(incident: string): IncidentId | undefined {
  const [account, key] = incident.split('/');
  try {
    return { accountId: parseAccountId(account), accessKeyId: parseAccessKeyId(key) };
  } catch (error) {
    const isNone =
      error instanceof InvalidAccountId || error instanceof InvalidAccessKeyId || error instanceof TemporaryAccessKey;
    if (isNone) return undefined;
    throw error;
  }
}
