import { line } from '../message';
import type { HygieneTexts } from './hygiene';

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

export const hygieneEn: HygieneTexts = {
  title: (findings) => `nightly check: ${count(findings, 'finding')}`,
  titleUnknown: 'nightly check: not everything could be checked',
  titleClean: 'nightly check: nothing to do',
  titleNothingNew: 'nightly check: nothing new for a week',
  nothingNew: (keys, findings, couldNotCheck, excepted) =>
    line`The nightly look is taken and nothing is new: ${count(keys, 'AccessKey')}, ${count(findings, 'finding')} as before${excepted > 0 ? `, ${excepted} excepted` : ''}${couldNotCheck > 0 ? `, ${couldNotCheck} that cannot be checked` : ''}.`,
  headline: (keys, users, findings, isRootSeen) =>
    line`${count(keys, 'AccessKey')} of ${count(users, 'RAM user')} ${isRootSeen ? 'and of root ' : ''}${keys === 1 ? 'was' : 'were'} looked at${isRootSeen ? '' : ", root's keys were not"}: ${count(findings, 'finding')}.`,
  incomplete: ' Not every key could be seen: the counts are lower bounds.',
  counts: (finding, couldNotCheck, excepted, ok) =>
    `${finding} with a finding, ${couldNotCheck} not fully checked, ${excepted > 0 ? `${excepted} excepted, ` : ''}${ok} with nothing to do`,
  change: (since, fresh, gone, unknown) =>
    `${fresh} new, ${gone} gone${unknown > 0 ? `, ${unknown} that could not be looked at again` : ''} (since ${since})`,
  noEarlier: 'not known: there is no earlier night to compare with',
  isNew: 'new',
  alsoNew: (shown) => (shown === 1 ? 'Also new:' : `Also new, the ${shown} worst:`),
  todo: 'Begin with the first line below. The report says what to do about each; this tool changed nothing.',
  todoUnknown: 'Nothing was found, and not everything could be looked at: see below why.',
  todoNone: 'Nothing.',
  who: "the account's administrator",
  worst: (shown) => (shown === 1 ? 'The finding:' : `The ${shown} worst findings:`),
  head: ['Severity', 'Finding', 'Whose'],
  severities: { critical: 'CRITICAL', high: 'high', medium: 'medium', low: 'low' },
  responder: 'the responder',
  account: 'the account',
  more: (count) => `… and ${count} more, in the report.`,
  notChecked: (count) =>
    count === 0 ? 'Besides:' : `Could not check (${count} ${count === 1 ? 'result' : 'results'} missing), and why:`,
  labels: { keys: 'AccessKeys', date: 'Night of (UTC)', change: 'Since the last night', excepted: 'Excepted' },
  noReport: 'The report could not be written.',
  whose: (user, key) => (key === undefined ? [user] : line`${user}, ${key}`),
};
