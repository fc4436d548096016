import type { LogIndex } from '../../aliyun/log-service';
import type { Wanted } from '../trail/wanted';

/** A word that is looked for, and the field of the event in which it counts; undefined: anywhere. */
export interface SearchWord {
  readonly word: string;
  readonly field: string | undefined;
}

/** Log Service takes 30 conditions in one search ("Limits on log query"). */
const WORDS_AT_ONCE = 20;

/** The words of a search in portions, always in the same order: a slice of the source each. */
export function portionsOf(wanted: Wanted): readonly (readonly SearchWord[])[] {
  const { keyIds, userNames = [], roleNames = [], sessionNames = [], providerNames = [] } = wanted;
  const { addresses = [], userAgents = [], resourceNames = [] } = wanted;
  const named = (words: readonly string[], field?: string): SearchWord[] => words.map((word) => ({ word, field }));
  const all = [
    ...named(keyIds, 'event.userIdentity.accessKeyId'),
    ...named([...userNames, ...roleNames, ...sessionNames], 'event.userIdentity.userName'),
    ...named(providerNames, 'event.requestParameters.SAMLProviderArn'),
    ...named(providerNames, 'event.requestParameters.OIDCProviderArn'),
    ...named(addresses, 'event.sourceIpAddress'),
    ...named(userAgents, 'event.userAgent'),
    ...named(resourceNames),
  ];
  return Array.from({ length: Math.ceil(all.length / WORDS_AT_ONCE) }, (_, i) =>
    all.slice(i * WORDS_AT_ONCE, (i + 1) * WORDS_AT_ONCE),
  );
}

/** `query` undefined: nothing is left to search for. `left`: words that this logstore cannot be searched for, and why. */
export interface Statement {
  readonly query: string | undefined;
  readonly left: readonly string[];
}

/**
 * The search statement for these words. Anywhere in the log where the logstore has a full text index, else in the fields
 * that it has indexed. A search finds more than is wanted (parts of names, other fields): the events are held against
 * what is wanted afterwards. Pure. Source: Log Service, "Search syntax", "Create indexes".
 */
export function statementOf(words: readonly SearchWord[], index: LogIndex): Statement {
  const left: string[] = [];
  const terms = words.flatMap(({ word, field }) => {
    const place = placeOf(field, index);
    if (place === undefined) left.push(`the logstore has no index by which ${shown(word)} could be searched for`);
    // A star means any letters even inside quotes; a word of delimiters alone has nothing that is indexed.
    else if (!/[\p{L}\p{N}]/u.test(word) || word.includes('*')) left.push(`${shown(word)} cannot be searched for`);
    else return [`${place}${quoted(word)}`];
    return [];
  });
  return { query: terms.length > 0 ? terms.join(' or ') : undefined, left };
}

/** What stands before the words, for where they are looked for; undefined: they cannot be. */
function placeOf(field: string | undefined, { isFullText, fields }: LogIndex): string | undefined {
  if (isFullText) return '';
  if (fields['event'] === 'text') return 'event: ';
  if (field !== undefined && (field in fields || fields['event'] === 'json')) return `${field}: `;
  return undefined;
}

/** A question mark stands for one letter; as a delimiter it is in no word of the index, so a blank finds the same. */
function quoted(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end or break the statement.
  return `"${word.replace(/[\u0000-\u001f\u007f?]/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}

const shown = (word: string): string => JSON.stringify(word.slice(0, 80));
