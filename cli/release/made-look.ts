import { ifThere } from '../../shared/aliyun/call';
import type { FindingsFile } from '../../shared/findings/file';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { IncidentId } from '../../shared/incident/paths';
import type { CliRun } from '../run';

/**
 * The AccessKeys that the attack made with the leaked one, by the findings of the last look at the audit: a key may be older
 * than the leak was found, and the thief's all the same. Empty before the first look. Never throws.
 */
export function keysOfAttack({ cloud, paths }: CliRun['run'], id: IncidentId): Promise<Looked<ReadonlySet<string>>> {
  return looked(read());

  async function read(): Promise<ReadonlySet<string>> {
    const found = await ifThere(cloud.evidence.getWhole(paths.findings(id)));
    if (found === undefined) return new Set();
    const { actors } = JSON.parse(found.body.toString()) as FindingsFile;
    return new Set(
      actors.flatMap(({ type, id: key, parent }) => (type === 'access-key' && parent !== null ? [key] : [])),
    );
  }
}
