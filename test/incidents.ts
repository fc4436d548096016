import { EVIDENCE_BUCKET, type RunningSandbox } from '../sandbox/start';
import { parseAccessKeyId, parseAccountId } from '../shared/ids';
import { chainOf, type Incident } from '../shared/incident/journal';
import { pathsOf } from '../shared/incident/paths';
import { Seal } from '../shared/incident/seal';
import { stateOf } from '../shared/incident/state';

/** Every journal of the bucket, read as the responder reads it, and by nobody's call. Throws JournalCorrupt. */
export async function incidentsOf({ accountId, oss, endpointEnv }: RunningSandbox): Promise<Incident[]> {
  const seal = new Seal(async () => endpointEnv['TOURNIQUET_STATE_KEY'] ?? '');
  const paths = pathsOf('ak-tourniquet');
  const journals = new Map<string, Map<number, Buffer>>();
  for (const [key, { body }] of oss.buckets.get(EVIDENCE_BUCKET)?.objects ?? []) {
    const [, id, seq] = /incidents\/\d+\/([^/]+)\/journal\/(\d+)\.json$/.exec(key) ?? [];
    if (id !== undefined) journals.set(id, (journals.get(id) ?? new Map()).set(Number(seq), body));
  }
  return Promise.all(
    [...journals].map(async ([id, bodies]) => {
      const incident = { accountId: parseAccountId(accountId), accessKeyId: parseAccessKeyId(id) };
      const chain = await chainOf(incident, bodies, paths, seal);
      return { ...chain, state: stateOf(chain.entries) };
    }),
  );
}
