import { type Manifest, parseManifest } from '../shared/evidence/pack';
import { unnamedIn, verifyManifest } from '../shared/evidence/verify';
import { doubtOf } from '../shared/evidence/vouch';
import { sha256 } from '../shared/incident/seal';
import { bucketPlace } from './evidence/bucket';
import { folderPlace } from './evidence/folder';
import type { PackPlace } from './evidence/place';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { printable } from './printable';
import type { CliRun } from './run';

/** So many names of one kind are told one by one; a folder that is not a pack's may hold any number. */
const MOST_NAMES = 50;

/**
 * Compares every object of an evidence pack with the manifest's hash and size, and the manifest with the journal: of a
 * folder without the cloud, by the journal that lies in it; of `oss://bucket/prefix` by the incident's own. Exit code 0:
 * whole; 1: it is not, or the journal is not; 3: whole, and nothing vouches for the manifest or for something that lies
 * beside its objects. Throws CommandEnded where there is no pack.
 */
export async function verifyCommand(place: string, openRun: () => Promise<CliRun>): Promise<ExitCode> {
  const pack = place.startsWith('oss://') ? await bucketPlace(place, openRun) : folderPlace(place, process.env);
  const body = await pack.read('manifest.json');
  const manifest = body && parseManifest(body);
  if (body === undefined || manifest === undefined)
    throw new CommandEnded(EXIT.failed, `${place} has no manifest.json that can be read: it is no evidence pack.`);
  const isWhole = await sayObjects(pack, manifest);
  const isAlone = saySurplus(await pack.list(), manifest);
  const journal = await sayJournal(pack, manifest, sha256(body));
  if (!isWhole || journal === 'damaged') return EXIT.failed;
  return isAlone && journal === 'vouches' ? EXIT.done : EXIT.unchecked;
}

/** True: every object is what the manifest says. */
async function sayObjects(pack: PackPlace, manifest: Manifest): Promise<boolean> {
  const { incident, items, sources } = manifest;
  const problems = await verifyManifest(pack.read, manifest);
  for (const { path: name, problem } of problems) say(`${problem.padEnd(8)} ${name}`);
  for (const { source, cut } of sources) if (cut !== undefined) say(`cut      ${source}: ${cut}`);
  if (items.length === 0) say(`NOT WHOLE: the manifest of ${incident} names no object.`);
  else if (problems.length > 0)
    say(`NOT WHOLE: ${problems.length} of ${items.length} objects are not what the manifest of ${incident} says.`);
  else say(`Whole: ${items.length} objects of ${incident} have the hash and size that the manifest says.`);
  return items.length > 0 && problems.length === 0;
}

/** True: nothing lies among the pack's objects that the manifest does not name. */
function saySurplus(paths: readonly string[], manifest: Manifest): boolean {
  const { surplus, beside } = unnamedIn(paths, manifest);
  for (const name of surplus.slice(0, MOST_NAMES)) say(`surplus  ${name}`);
  if (surplus.length > 0)
    say(`${surplus.length} of the objects here are not in the manifest: nothing vouches for them.`);
  if (beside.length > 0) say(`No part of the pack, and not looked at: ${beside.map((name) => `${name}/`).join(', ')}`);
  return surplus.length === 0;
}

async function sayJournal(
  pack: PackPlace,
  { incident }: Manifest,
  manifestSha256: string,
): Promise<'vouches' | 'doubt' | 'damaged'> {
  const asked = await pack.journal(incident);
  const damage = typeof asked === 'string' ? [] : asked.damage;
  for (const sentence of damage.slice(0, MOST_NAMES)) say(`journal  ${sentence}`);
  if (damage.length > 0) {
    say(`NOT WHOLE: the journal is damaged in ${damage.length} ${damage.length === 1 ? 'place' : 'places'}.`);
    return 'damaged';
  }
  const doubt = typeof asked === 'string' ? asked : doubtOf(asked.entries, manifestSha256);
  if (doubt !== undefined) {
    say(`The manifest's own SHA-256 is ${manifestSha256}; ${doubt}.`);
    return 'doubt';
  }
  const unsealed = typeof asked === 'string' ? undefined : asked.unsealed;
  say(
    unsealed === undefined
      ? 'The journal vouches for the manifest.'
      : `The journal names the manifest, and its chain is whole; ${unsealed}, so whoever could write the one could have written the other.`,
  );
  return 'vouches';
}

function say(sentence: string): void {
  process.stdout.write(`${printable(sentence)}\n`);
}
