import { CloudAnswerMalformed } from '../errors';
import { promised } from './call';

/** 10 million objects of a bucket, a million users: a list that goes on beyond is none of a cloud's. */
const MOST_PAGES = 10_000;

/**
 * The pages of a list, as they come. `nextOf`: the token of the page behind this one, undefined for the last; it throws for a
 * list that is cut and names no next page, which is never "these were all". Throws CloudAnswerMalformed for a list that
 * leads back to a page that was read, or has no end: whoever walks it must come to an end, and must not take it for whole.
 */
export async function* pagesOf<P>(
  service: string,
  action: string,
  ask: (token: string | undefined) => Promise<P>,
  nextOf: (page: P) => string | undefined,
): AsyncGenerator<P, void> {
  const read = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = nextOf(page);
    if (token === undefined) return;
    if (read.has(token)) throw endless(service, action, 'SameToken', 'the next page is one that was read');
    read.add(token);
  } while (read.size < MOST_PAGES);
  throw endless(service, action, 'TooManyPages', `it goes on after ${MOST_PAGES} pages`);
}

function endless(service: string, action: string, code: string, why: string): CloudAnswerMalformed {
  return new CloudAnswerMalformed(service, action, code, 200, undefined, why);
}

interface MarkedBody {
  readonly isTruncated?: boolean;
  readonly marker?: string;
}

/** The same of RAM's lists, which hand on a marker. */
export async function* ramPages<B extends MarkedBody>(
  action: string,
  ask: (asked: { readonly marker?: string }) => Promise<{ readonly body?: B }>,
): AsyncGenerator<B | undefined, void> {
  yield* pagesOf(
    'ram',
    action,
    async (marker) => (await ask(marker === undefined ? {} : { marker })).body,
    (body) => (body?.isTruncated ? promised('ram', action, 'Marker', body.marker || undefined) : undefined),
  );
}
