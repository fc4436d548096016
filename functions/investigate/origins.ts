import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '../../shared/origins/database';
import type { Origins } from '../../shared/origins/model';

/** Beside the entry of the deployed function; from the sources, where the build has put it. */
const PLACES = ['networks.bin', '../../dist/investigate/networks.bin'].map((place) => path.join(__dirname, place));

export type Opened = { readonly origins: Origins } | { readonly origins?: undefined; readonly why: string };

/** Read when a round is written up, and never before. One instance reads it once. */
let opened: Opened | undefined;

/** The database of networks and countries, or why it cannot be read: an address is "unknown" then, and not new. Never throws. */
export async function openOrigins(places: readonly string[] = PLACES): Promise<Opened> {
  if (places !== PLACES) return read(places);
  opened ??= await read(places);
  return opened;
}

async function read(places: readonly string[]): Promise<Opened> {
  let why = 'no such file';
  for (const place of places) {
    try {
      return { origins: openDatabase(await readFile(place)) };
    } catch (error) {
      const { code = 'damaged' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') why = code;
    }
  }
  return { why: `networks and countries of the addresses could not be told: the database cannot be read (${why})` };
}
