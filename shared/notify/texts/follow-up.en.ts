import { CLI } from '../../command-line';
import { line } from '../message';
import type { FollowUpTexts } from './follow-up';

export const followUpEn: FollowUpTexts = {
  title: {
    active: (user, days) => `day ${days}: the leaked key of ${user} is still active`,
    quiet: (user) => `the leaked key of ${user} has been quiet for 7 days: safe to disable`,
    'half-released': (user) => `the release of ${user}'s leaked key is only half done`,
    deletable: (user) => `the leaked key of ${user} has been disabled for 90 days: it may be deleted`,
    'bills-unread': (user) => `the incident of ${user}'s leaked key stays open: the bills cannot be read`,
    unanswered: (user) => `the incident of ${user}'s leaked key stays open: you have not decided`,
    closed: (user) => `the incident of ${user}'s leaked key is closed`,
    'closed-denied': (user) => `the incident of ${user}'s leaked key is closed; the deny is still on the user`,
  },
  headline: {
    active: (user, days) =>
      line`The leaked AccessKey of ${user} is still active ${days} ${days === 1 ? 'day' : 'days'} after it was contained.`,
    quiet: (user) => line`Nobody has used the leaked AccessKey of ${user} for 7 days. It is safe to disable it.`,
    'half-released': (user) =>
      line`A release of ${user}'s leaked AccessKey was begun and did not come to its end. What is left of the containment stands.`,
    deletable: (user) =>
      line`The leaked AccessKey of ${user} has been disabled for 90 days. If nothing has missed it, it may be deleted.`,
    'bills-unread': (user) =>
      line`The leaked AccessKey of ${user} is deleted, but not all of the bills could be read since. The incident stays open, and they are asked for again each day.`,
    unanswered: (user) =>
      line`The leaked AccessKey of ${user} is deleted, and the bills were read again since. The incident stays open, because you were asked something and nobody has answered.`,
    closed: (user) =>
      line`The leaked AccessKey of ${user} is deleted, and the bills were read again since. The incident is closed.`,
    'closed-denied': (user) =>
      line`The leaked AccessKey of ${user} is deleted, and the bills were read again since. The incident is closed. The deny is still on ${user}.`,
  },
  happened: {
    active: 'A deny is no cure: whoever has the secret can still read what the deny lets through.',
    quiet: 'Last uses show some hours late.',
  },
  todo: {
    active: () => line`Replace the key step by step, beginning with the command below, and switch the leaked one off.`,
    quiet: (ram) =>
      line`Disable the key: ${ram} > Users > AccessKey. One click switches it on again if something was missed.`,
    'half-released': () =>
      line`Run the release again with the command below: it goes on where it stopped. Shall the key stay contained: the other command.`,
    deletable: (ram) => line`Delete the key: ${ram} > Users > AccessKey. The recycle bin can restore it for a while.`,
    'bills-unread': () =>
      line`See that the role of investigate may read the bills (${CLI} doctor says), or look at them yourself.`,
    unanswered: () =>
      line`Decide: what the attack made lives on without its key. ${CLI} status shows what was asked; the commands below answer it.`,
    closed: () => line`Nothing more about the key; see what the checklist leaves open.`,
    'closed-denied': () =>
      line`If other keys of the user are to have their power back, take the deny off with the command below.`,
  },
  who: "the key's user and the account's administrator: today",
  checklist: 'Checklist',
  items: {
    contained: 'contained',
    replaced: 'replaced by a new key',
    verified: 'new key verified to work',
    disabled: 'leaked key disabled',
    deleted: 'leaked key deleted',
    mfa: 'MFA bound, where the user has a console login',
    'audit-reviewed': 'audit reviewed, complete',
    'bill-reviewed': 'bill reviewed, a day after the containment or later',
    answered: 'what you were asked is decided',
  },
  item: (name, standing, at) =>
    standing === 'done'
      ? `[x] ${name}${at ? ` (${at})` : ''}`
      : standing === 'open'
        ? `[ ] ${name}`
        : standing === 'could-not-check'
          ? `[ ] ${name}: could not check`
          : `[-] ${name}: not needed`,
  from: 'Used since then from',
  nowhere: 'nowhere that shows yet',
  never: 'never',
  offSince: 'Disabled since',
  unread: 'Could not check',
  question: 'Asked about',
  askedSince: 'Asked since',
  beganBy: 'Begun by',
  beganAt: 'Begun, or last tried',
  approve: 'Contain it as it was asked:',
  refuse: 'Contain nothing for it (the plan says what stays):',
  again: 'Release it to the end:',
  contain: 'Contain it again:',
  rotate: 'Replace it (asks before each step):',
  release: 'Take the deny off:',
};
