import { type Manifest, parseManifest } from '../shared/evidence/pack';
import { type ManifestProblem, unnamedIn, verifyManifest } from '../shared/evidence/verify';
import { doubtOf } from '../shared/evidence/vouch';
import { sha256 } from '../shared/incident/seal';
import { bucketPlace } from './evidence/bucket';
import { folderPlace } from './evidence/folder';
import type { PackPlace } from './evidence/place';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { jsonText, printable } from './printable';
import type { CliRun } from './run';

/** So many names of one kind are told one by one; a folder that is not a pack's may hold any number. */
const MOST_NAMES = 50;

/** What the comparison came to; with --json as it stands here. */
interface Verdict {
  readonly incident: string;
  readonly exitCode: ExitCode;
  readonly objects: number;
  readonly problems: readonly ManifestProblem[];
  /** What the manifest itself says was cut short. */
  readonly cut: readonly { readonly source: string; readonly why: string }[];
  readonly surplus: readonly string[];
  readonly beside: readonly string[];
  readonly manifestSha256: string;
  readonly journal: Word;
}

/** What the journal says of the manifest. */
type Word =
  | { readonly says: 'vouches'; readonly unsealed: string | null }
  | { readonly says: 'doubt'; readonly why: string }
  | { readonly says: 'damaged'; readonly damage: readonly string[] };

/**
 * Compares every object of an evidence pack with the manifest's hash and size, and the manifest with the journal: of a
 * folder without the cloud, by the journal that lies in it; of `oss://bucket/prefix` by the incident's own. Exit code 0:
 * whole; 1: it is not, or the journal is not; 3: whole, and nothing vouches for the manifest or for something that lies
 * beside its objects. Throws CommandEnded where there is no pack.
 */
export async function verifyCommand(place: string, json: boolean, openRun: () => Promise<CliRun>): Promise<ExitCode> {
  const pack = place.startsWith('oss://') ? await bucketPlace(place, openRun) : folderPlace(place, process.env);
  const body = await pack.read('manifest.json');
  const manifest = body && parseManifest(body);
  if (body === undefined || manifest === undefined)
    throw new CommandEnded(EXIT.failed, `${place} has no manifest.json that can be read: it is no evidence pack.`);
  const problems = await verifyManifest(pack.read, manifest);
  const unnamed = unnamedIn(await pack.list(), manifest);
  const manifestSha256 = sha256(body);
  const journal = await wordOf(pack, manifest, manifestSha256);
  const isWhole = manifest.items.length > 0 && problems.length === 0;
  const isVouchedFor = unnamed.surplus.length === 0 && journal.says === 'vouches';
  const verdict: Verdict = {
    incident: manifest.incident,
    exitCode: !isWhole || journal.says === 'damaged' ? EXIT.failed : isVouchedFor ? EXIT.done : EXIT.unchecked,
    objects: manifest.items.length,
    problems,
    cut: manifest.sources.flatMap(({ source, cut }) => (cut === undefined ? [] : [{ source, why: cut }])),
    ...unnamed,
    manifestSha256,
    journal,
  };
  if (json) process.stdout.write(jsonText(verdict));
  else for (const sentence of inWords(verdict)) process.stdout.write(`${printable(sentence)}\n`);
  return verdict.exitCode;
}

async function wordOf(pack: PackPlace, { incident }: Manifest, manifestSha256: string): Promise<Word> {
  const asked = await pack.journal(incident);
  if (typeof asked === 'string') return { says: 'doubt', why: asked };
  if (asked.damage.length > 0) return { says: 'damaged', damage: asked.damage };
  const doubt = doubtOf(asked.entries, manifestSha256);
  return doubt === undefined ? { says: 'vouches', unsealed: asked.unsealed ?? null } : { says: 'doubt', why: doubt };
}

function inWords(verdict: Verdict): string[] {
  const { incident, objects, problems, cut, surplus, beside } = verdict;
  const whole =
    objects === 0
      ? `NOT WHOLE: the manifest of ${incident} names no object.`
      : problems.length > 0
        ? `NOT WHOLE: ${problems.length} of ${objects} objects are not what the manifest of ${incident} says.`
        : `Whole: ${objects} objects of ${incident} have the hash and size that the manifest says.`;
  return [
    ...problems.map(({ path: name, problem }) => `${problem.padEnd(8)} ${name}`),
    ...cut.map(({ source, why }) => `cut      ${source}: ${why}`),
    whole,
    ...surplus.slice(0, MOST_NAMES).map((name) => `surplus  ${name}`),
    ...(surplus.length > 0
      ? [`${surplus.length} of the objects here are not in the manifest: nothing vouches for them.`]
      : []),
    ...(beside.length > 0
      ? [`No part of the pack, and not looked at: ${beside.map((name) => `${name}/`).join(', ')}`]
      : []),
    ...journalInWords(verdict),
  ];
}

function journalInWords({ journal, manifestSha256 }: Verdict): string[] {
  switch (journal.says) {
    case 'damaged': {
      const { damage } = journal;
      return [
        ...damage.slice(0, MOST_NAMES).map((sentence) => `journal  ${sentence}`),
        `NOT WHOLE: the journal is damaged in ${damage.length} ${damage.length === 1 ? 'place' : 'places'}.`,
      ];
    }
    case 'doubt':
      return [`The manifest's own SHA-256 is ${manifestSha256}; ${journal.why}.`];
    case 'vouches':
      return journal.unsealed === null
        ? ['The journal vouches for the manifest.']
        : [
            `The journal names the manifest, and its chain is whole; ${journal.unsealed}, so whoever could write the one could have written the other.`,
          ];
  }
}
