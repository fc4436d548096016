import { CLI } from '../../command-line';
import { line } from '../message';
import type { TamperingTexts } from './tampering';

export const tamperingEn: TamperingTexts = {
  title: {
    'put-back': (user) => `somebody undid the containment of ${user}; it is back`,
    switched: (user) => `somebody undid the containment of ${user}; no deny holds, and its key was switched off`,
    failing: (user) => `somebody undid the containment of ${user}; it could NOT be put back`,
    asked: (user) => `somebody undid the containment of ${user}: was it you?`,
    over: (user) => `a leaked key of ${user} is on again: was it you?`,
  },
  headline: {
    'put-back': (user) =>
      line`Somebody undid the containment of ${user}'s AccessKey outside a release. It was put back.`,
    switched: (user) =>
      line`Somebody undid the containment of ${user}'s AccessKey outside a release. No deny policy of ours denies what it must any more: in its stead the leaked key was switched off.`,
    failing: (user) =>
      line`Somebody undid the containment of ${user}'s AccessKey outside a release, and it could NOT be put back yet.`,
    asked: (user) =>
      line`Somebody undid the containment of ${user}'s AccessKey outside a release. It was NOT put back: you decide.`,
    over: (user) =>
      line`The incident of ${user}'s AccessKey was over, and the key was off or deleted. Somebody has put it back or switched it on. It was NOT switched off: you decide.`,
  },
  todo: {
    'put-back':
      'Find out who did it. If it was one of yours, use release (command below) instead: it would be put back again, three times an hour at most.',
    switched: `Disable the user's other keys and his console login, now, until "${CLI} setup" has written the deny policies anew: it is looked at again every minute.`,
    failing: `Attach it in the RAM console, or disable every key of the user, now; a policy that is gone or denies less than it must is written anew by "${CLI} setup". It is tried again every minute.`,
    asked:
      'If it was not one of yours, put it back with the command below, now. If it was, release the key, so that this tool knows.',
    over: 'Switch it off or delete it in the RAM console, or contain it with the command below, now: whoever found it has its secret still. If something of yours needs a key, make a new one.',
  },
  why: {
    chain: 'The leaked key, its user or something that the attack made did it.',
    'taken-login':
      'A console session did it by a login that the attack made or changed, or whose second factor it did: that second factor shows nobody.',
    unknown: 'Whoever did it has shown no second factor, or cannot be told yet: a thief could have done it.',
    person: 'Root, or a console session with a second factor, did it: an owner in need must not fight this tool.',
    'suspected-login':
      'A console session with a second factor did it. But this login, or its second factor, was made or changed with the leaked key; by the thief or by your own work, the calls do not tell.',
    'own-switch':
      'Whoever had switched the key off has switched it on again: it is his decision, or somebody has borrowed his name.',
    'half-released': 'A release of it was begun, and did not come to its end: nothing is put back against it.',
    over: 'Once an incident has ended nothing is put back by itself. A release has taken the deny off: nothing holds the key then.',
    excluded:
      'By now the exclusion list names the user, the key, or another active key of the user, which the same deny binds.',
    'too-often': 'It was put back three times within the hour. It is put back again when the hour has passed.',
    observe: 'The mode is observe by now: nothing is changed.',
    'by-word': 'A person has said so, with respond or approve.',
  },
  holds: {
    freeze: 'The freeze holds him now: every call is denied.',
    quarantine: 'The quarantine holds him now.',
    'key-off':
      'NO deny of ours holds him now: the leaked key is off or deleted, and his other keys and his console have their power.',
    nothing: 'NOTHING holds him now: no deny of ours binds the user, and the leaked key is on.',
  },
  who: "the account's administrator: now",
  labels: {
    gone: 'What was undone',
    doer: 'Who did it',
    call: 'By the call',
    inPlace: 'Last known in its place',
    since: 'Seen',
  },
  gone: {
    policy: (name, of) => line`policy ${name} is not on ${of} any more, or denies less than it must`,
    quarantine: (name, of, group) =>
      line`policy ${name} is not on ${of} any more, neither directly nor by a group named ${group}`,
    unsound: (name) => line`policy ${name} is gone, or denies less than it must`,
    keyOn: (key) => line`key ${key} is on again`,
    unfenced: (key) => line`the network policy of key ${key} was changed: it lets in others than our fence does`,
  },
  doer: {
    unknown: 'not known yet: no event has told, and ActionTrail shows calls about 10 minutes late',
    root: 'the account itself (root)',
    user: (name) => line`RAM user ${name}`,
    role: (name) => line`session ${name} of a role`,
    withKey: 'by AccessKey',
    withMfa: 'in a console session with a second factor',
    login: {
      taken: 'whose login or second factor the attack made or changed',
      suspected: 'whose login or second factor was made or changed with the leaked key',
    },
    claimed: 'as an event says; ActionTrail is asked once it can know',
    soFar: 'as ActionTrail shows so far; it shows calls about 10 minutes late and is asked again',
  },
  putBack: 'Put it back:',
  onPurpose: 'It was done on purpose: give the power back in order (see "rotate" for a key that is in use):',
  containAgain: 'Contain it again:',
  noLeak: 'It was never leaked: say so, and it is looked after no more:',
};
