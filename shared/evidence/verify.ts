import { sha256 } from '../incident/seal';
import type { Manifest } from './pack';

/** What an item's object turned out to be, when it is not what the manifest says. */
export interface ManifestProblem {
  readonly path: string;
  /** `twice`: the manifest names it more than once; `outside`: it names no place in the pack. */
  readonly problem: 'missing' | 'changed' | 'twice' | 'outside';
}

/**
 * Compares every object that the manifest names with its hash and size. `read` gets the item's path (relative to the
 * incident's folder) and answers undefined when there is no such object. An empty answer: the pack is whole.
 */
export async function verifyManifest(
  read: (path: string) => Promise<Buffer | undefined>,
  manifest: Pick<Manifest, 'items'>,
): Promise<ManifestProblem[]> {
  const problems: ManifestProblem[] = [];
  const named = new Set<string>();
  for (const { path, bytes, sha256: expected } of manifest.items) {
    if (named.has(path)) {
      problems.push({ path, problem: 'twice' });
      continue;
    }
    named.add(path);
    if (!isPlain(path)) {
      problems.push({ path, problem: 'outside' });
      continue;
    }
    const body = await read(path);
    if (body === undefined) problems.push({ path, problem: 'missing' });
    else if (body.length !== bytes || sha256(body) !== expected) problems.push({ path, problem: 'changed' });
  }
  return problems;
}

/** One way to write a place: of two ways to the same object one would be counted for another that is gone. */
function isPlain(path: string): boolean {
  return !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Where the pack's own objects lie; the journal vouches for itself. */
const IN_PACK = /^([^/]+|evidence\/.+)$/;
const JOURNAL_ENTRY = /^journal\/\d{6}\.json$/;

export interface Unnamed {
  /** Where the pack's objects lie, and none that the manifest names: nobody says where they come from. */
  readonly surplus: readonly string[];
  /** Folders beside the pack's own, which nobody takes for evidence. */
  readonly beside: readonly string[];
}

/** Of everything that lies in the pack's folder (`paths`, relative to it) what the manifest does not name. Pure. */
export function unnamedIn(paths: readonly string[], manifest: Pick<Manifest, 'items'>): Unnamed {
  const named = new Set(['manifest.json', ...manifest.items.map(({ path }) => path)]);
  const left = paths.filter((path) => !named.has(path) && !JOURNAL_ENTRY.test(path));
  const isInPack = (path: string) => IN_PACK.test(path) || path.startsWith('journal/');
  return {
    surplus: left.filter(isInPack).sort(),
    beside: [...new Set(left.filter((path) => !isInPack(path)).map((path) => path.split('/')[0] ?? ''))].sort(),
  };
}
