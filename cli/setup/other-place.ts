import { CLI } from '../../shared/command-line';
import { PolicyInvalid } from '../../shared/errors';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { configured, rightsOf } from '../../shared/ram-policy/role-rights';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import { documentOf } from './policies';

/** What the responder alone keeps, under the prefix of its bucket. */
const HEARTBEAT = /^acs:oss:\*:\*:(.+)\/heartbeat\.json$/;

/**
 * The functions remember in another bucket, or under another prefix, than this shell names: set-up by it would take their
 * rights there, and with them all that they know. Resolves with whether the responder has rights, and so remembers here,
 * as far as they tell. Throws CommandEnded; what reading a policy throws.
 */
export async function refuseOtherPlace({ run, config }: CliRun, then = MOVES): Promise<boolean> {
  const wanted = rightsOf('respond', { ...configured(config), accountId: run.accountId });
  const found = await Promise.all(wanted.map(({ name }) => documentOf(run.cloud, name)));
  const here = new Set(wanted.flatMap(({ document }) => placesIn(document)));
  const there = found.flatMap((document) => (document === undefined ? [] : placesIn(document)));
  if (there.length === 0 || there.some((place) => here.has(place)))
    return found.some((document) => document !== undefined);
  throw new CommandEnded(
    EXIT.usage,
    `The functions remember in ${[...new Set(there)].join(', ')}, and this shell names ${[...here].join(', ')} (TOURNIQUET_EVIDENCE_BUCKET, TOURNIQUET_EVIDENCE_PREFIX): ${then} Nothing was changed.`,
  );
}

/** What set-up for another place would mean, and what to do. */
const MOVES = `they would lose their rights there, and with them all that they know. Give this shell the deployment's settings and run it again; to move the deployment to the place that it names: ${CLI} setup --new-place.`;

function placesIn(document: string): readonly string[] {
  try {
    const { statements } = parsePolicy(document);
    return statements.flatMap(({ resources }) => resources.flatMap((one) => HEARTBEAT.exec(one)?.[1] ?? []));
  } catch (error) {
    // Somebody's own text: set-up puts it back.
    if (error instanceof PolicyInvalid) return [];
    throw error;
  }
}
