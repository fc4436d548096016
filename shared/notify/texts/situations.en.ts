import { CLI } from '../../command-line';
import { QUARANTINE_GROUP } from '../../ram-policy/documents';
import { type Line, line } from '../message';
import type { SituationTexts, Subject } from './situations';

/** What is known of the user of a deleted key. */
const FORMER_USER: Readonly<Record<NonNullable<Subject['formerUser']>, (subject: Subject) => Line>> = {
  there: (s) =>
    line`Its user ${s.user} is there still: other keys and a console login of ${s.user} are not touched by that.`,
  gone: (s) => line`Its user ${s.user} has been deleted as well.`,
  unchecked: (s) => line`Whether its user ${s.user} is there still could not be checked.`,
};

export const situationsEn: SituationTexts = {
  rows: {
    'root-key': {
      happened: (s) =>
        line`AccessKey ${s.key} is public. It belongs to the account itself (root): whoever finds it can do everything in this account.`,
      still: {
        title: () => 'the ROOT AccessKey is public; only you can stop it, now',
        headline: () =>
          line`The account's own (root) AccessKey is public and cannot be restricted from here. Disable it now.`,
        todo: (s) => line`Sign in as the account itself, open ${s.page('rootKeys')} and disable this key, now.`,
      },
    },
    'not-ours': {
      happened: (s) =>
        line`A leak of AccessKey ${s.key} was reported, and no user of account ${s.account} owns this key.`,
      still: {
        title: () => 'the reported key is not of this account',
        headline: () => line`This AccessKey does not belong to this account.`,
        todo: () =>
          line`If it belongs to another account of yours, disable it there. If not, there is nothing to do. Others like it are not told within this hour.`,
      },
    },
    deleted: {
      happened: (s) =>
        line`AccessKey ${s.key} is public, and it was deleted before this alert: it opens nothing any more. ${FORMER_USER[s.formerUser ?? 'unchecked'](s)}`,
      still: {
        title: (user) => `the key of ${user} is deleted already`,
        headline: (s) => line`The leaked AccessKey of ${s.user} is deleted already.`,
        todo: () =>
          line`Look at what the key did before it was deleted (logs and bills below). Do not restore the key.`,
      },
    },
    'already-inactive': {
      happened: (s) => line`AccessKey ${s.key} of ${s.user} is public, and it was disabled before this alert.`,
      still: {
        title: (user) => `the key of ${user} is disabled already`,
        headline: (s) => line`The leaked AccessKey of ${s.user} is disabled already.`,
        todo: () => line`Do not enable it again; delete it. Look at what it did before it was disabled.`,
      },
    },
    'released-same-leak': {
      happened: (s) =>
        line`The same leak of AccessKey ${s.key} of ${s.user} was reported again. It was released before, so it is not contained again.`,
      still: {
        title: (user) => `the leak of ${user}'s key was released before; not contained again`,
        headline: (s) =>
          line`This leak of ${s.user}'s AccessKey was released by ${s.released?.by ?? 'a person'}, ${s.released?.at ?? 'before'}. It was not contained again.`,
        todo: () =>
          line`Nothing, if that release was right. If you do not know of it, contain the key with the command below.`,
      },
    },
    'released-new-leak': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} was released after an earlier leak, and now it is public again, in another place.`,
      still: {
        title: (user) => `${user}'s key has leaked AGAIN; decide`,
        headline: (s) =>
          line`${s.user}'s AccessKey was released by ${s.released?.by ?? 'a person'}, ${s.released?.at ?? 'before'}, and is public again in another place. Decide whether to contain it again.`,
        todo: () => line`Decide: contain the key with the command below, then rotate it.`,
      },
    },
    'released-since-confirmed': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} was released, and now Security Center says that the published secret is valid.`,
      still: {
        title: (user) => `the leak of ${user}'s key is CONFIRMED behind its release; decide`,
        headline: (s) =>
          line`This leak of ${s.user}'s AccessKey was released by ${s.released?.by ?? 'a person'}, ${s.released?.at ?? 'before'}, when nobody had confirmed its secret. Now Security Center calls it valid. Decide whether to contain the key again.`,
        todo: () => line`Decide: contain the key with the command below, then rotate it.`,
      },
    },
    'secret-invalid': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} was published, but Security Center says that the secret beside it does not work. Such notices can be planted to set off an alarm.`,
      still: {
        title: (user) => `${user}'s key id is public, its secret does not work; decide`,
        headline: (s) =>
          line`${s.user}'s AccessKey id is public; the secret published with it is said to be invalid. Nothing was done.`,
        todo: () => line`Decide: if the secret may be public in any form, contain the key with the command below.`,
      },
    },
    excluded: {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} is public and works. Your exclusion list names the user, this key, or another active key of the user, which the same deny would bind.`,
      still: {
        title: (user) => `${user}'s key is public, but excluded; decide`,
        headline: (s) =>
          line`${s.user}'s AccessKey is public and still has all its power: your exclusion list lets nothing be done without you.`,
        todo: () => line`Decide now: contain it all the same with the command below, or rotate the key at once.`,
      },
    },
    'over-cap': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} is public. This hour's limit of containments is reached, so it waits for you.`,
      still: {
        title: (user) => `${user}'s key waits: the hourly limit is reached; decide`,
        headline: (s) =>
          line`${s.user}'s AccessKey is reported as public and still has all its power: the hourly limit is reached.`,
        todo: ({ waiting }) =>
          waiting === undefined
            ? line`Decide: if the reports are real, contain this key (or all that wait) with the command below.`
            : line`Decide: if the reports are real, contain this key, or all that wait, with the command below. ${String(waiting.count)} other${waiting.count === 1 ? '' : 's'} of this account wait${waiting.count === 1 ? 's' : ''} as well: ${waiting.keys}.`,
      },
    },
    unused: {
      happened: (s) => line`AccessKey ${s.key} of ${s.user} is public. Nothing of yours has used it for a long time.`,
    },
    'use-unknown': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} is public. Whether an application uses it could not be checked, so it was not disabled.`,
    },
    'in-use': {
      happened: (s) =>
        line`AccessKey ${s.key} of ${s.user} is public: anyone who finds it can act as ${s.user}. An application uses it too.`,
    },
    'success-after-deny': {
      happened: (s) =>
        line`A call that should have been refused succeeded with AccessKey ${s.key} of ${s.user}, more than 5 minutes after the deny.`,
      todo: () => line`Find out which call came through (report), protect what it touched, then delete the key.`,
    },
    'persistence-after-leak': {
      happened: (s) =>
        line`After AccessKey ${s.key} of ${s.user} became public, somebody used it from a new address to make a way back in, or to hide traces.`,
      todo: () =>
        line`Look for what the thief made (users, keys, roles, policies: see the report), remove it, then delete the key.`,
      still: {
        title: (user) => `a thief is digging in with ${user}'s key; decide`,
        headline: (s) => line`Somebody is making a way back in with ${s.user}'s AccessKey. Cut it off.`,
        besides: (s) =>
          line`Somebody made a way back in with ${s.user}'s AccessKey. The deny stays, and so does that way: cut it off.`,
        todo: (s) =>
          s.formerUser === undefined
            ? line`Decide now: cut off all access of this user with the command below, then remove what the thief made.`
            : line`The leaked key was deleted, and what was made with it goes on. Decide now: freeze that with the command below, then remove it.`,
      },
    },
  },
  outcomes: {
    late: {
      title: (user) => `${user}'s key is denied, but the deny took effect late`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. The deny is attached, but it took effect late: ${s.problem ?? 'calls that it covers still succeeded'}.`,
      todo: () => line`Look at the calls that came through (investigation, report) and undo them; then rotate the key.`,
    },
    unverified: {
      title: (user) => `the deny on ${user} was attached, but could NOT be verified; check it now`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. The deny was attached, but whether it holds could not be checked: ${s.problem ?? 'it was not read back'}.`,
      todo: (s) =>
        line`Open ${s.page('ram')}, look whether the deny is attached to ${s.user} and unchanged; if in doubt, disable the key (first step below).`,
    },
    'gives-power': {
      title: (user) => `OUR OWN policy gives ${user} power, because somebody rewrote it; take it off now`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. This tool attached ${s.ours ?? 'its deny'} to ${s.user}, and somebody has rewritten that policy: it allows what it should deny, to ${s.user} and to whomever else it is attached. No function of this tool can take a policy off.`,
      todo: (s) =>
        line`Take it off now: ${s.page('ram')} > Identities > Users > ${s.user} > Permissions > ${s.ours ?? 'the deny'} > Revoke Permission; if ${s.user} is in the group ${QUARANTINE_GROUP}, remove the user from it (Groups). Or run "${CLI} setup" at once: it writes the policy anew, which denies again then.`,
    },
    residual: {
      title: (user) => `${user}'s key is denied, but high-risk actions are STILL allowed`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. The deny is attached, and high-risk actions are still allowed beside it (listed below).`,
      todo: (s) =>
        line`Open ${s.page('ram')} and take the policy that allows them off ${s.user}, or disable the key (first step below); then run "${CLI} setup", which puts the deny in order.`,
    },
    'made-frozen': {
      title: (user) => `what a thief made with ${user}'s key is frozen; look for more`,
      headline: (s) =>
        line`The leaked AccessKey of ${s.user} was deleted before. All calls of what a thief made with it are denied.`,
      todo: () =>
        line`Look for what else he left (see the report). Remove it, and what is frozen, once you have seen what it did. Do not restore the key.`,
    },
    would: {
      title: (user) => `${user}'s key is public and nothing was changed`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. Observe mode: nothing was changed, and the key still has all its power.`,
      todo: (s) =>
        line`Act by hand, now: open ${s.page('ram')} and follow the steps below. Or switch to enforce mode, so that the tool acts.`,
    },
    failed: {
      title: (user) => `${user}'s key is public and could NOT be contained; act now`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public and could not be contained. It still has its power. Disable it by hand, now.`,
      todo: (s) => line`Open ${s.page('ram')} and disable this key of ${s.user}, now (first step below).`,
    },
    denied: {
      title: (user) => `${user}'s high-risk calls are denied; rotate the key`,
      headline: (s) => line`${s.user}'s AccessKey is public. Its high-risk calls are denied; your business goes on.`,
      todo: () => line`Rotate the key: it still works for low-risk calls until you do. The steps are below.`,
    },
    frozen: {
      title: (user) => `all calls of ${user} are denied; rotate the key`,
      headline: (s) => line`${s.user}'s AccessKey is public. Every call of this user is denied now.`,
      todo: () => line`Rotate the key, then release the user: its applications stand still until you do.`,
    },
    'denied-disabled': {
      title: (user) => `${user}'s key is disabled and denied`,
      headline: (s) => line`${s.user}'s AccessKey is public. It is disabled, and the user is denied high-risk calls.`,
      todo: () => line`If nothing broke, delete the key. If an application stopped, give it a new key.`,
    },
    'frozen-disabled': {
      title: (user) => `${user}'s key is disabled, and all calls of ${user} are denied`,
      headline: (s) => line`${s.user}'s AccessKey is public. It is disabled, and every call of this user is denied.`,
      todo: () => line`Delete the key. Release the user only when nothing of a thief is left.`,
    },
    disabled: {
      title: (user) => `${user}'s key is disabled; the deny could not be attached`,
      headline: (s) =>
        line`${s.user}'s AccessKey is public. It is disabled; the deny on the user could not be attached.`,
      todo: () =>
        line`Delete the key, and look at the other keys and the console access of this user: they are not limited.`,
    },
    'power-left': {
      title: (user) => `${user}'s key is STILL ACTIVE after containment; act now`,
      headline: (s) => line`${s.user}'s AccessKey is contained, but calls that should be refused still succeed.`,
      todo: (s) => line`Open ${s.page('ram')} and disable every key of ${s.user} by hand, now (first step below).`,
    },
  },
  oursOnHim: (s) =>
    line`${s.ours ?? 'The deny'} was attached to ${s.user}, and gives power instead of taking it: somebody rewrote it.`,
  record: {
    none: {
      title: (user) => `what ${user}'s key did`,
      headline: (s) => line`No leak of ${s.user}'s AccessKey is recorded here: this is what the key did.`,
      happened: (s) => line`A person asked what AccessKey ${s.key} did.`,
      todo: () => line`Read the calls below. If the key leaked, contain it with the command below.`,
    },
    denied: {
      title: (user) => `${user} carries a deny of which nothing is recorded`,
      headline: (s) => line`A deny is on ${s.user}, and no leak of this AccessKey is recorded here.`,
      happened: (s) =>
        line`The deny is another key's of ${s.user}, or it went on while nothing could be written down about AccessKey ${s.key}.`,
      todo: () =>
        line`If this key leaked, have it written down with the command below: only then is the deny looked after, and a release takes it off.`,
    },
    unsealed: {
      title: (user) => `what is recorded of ${user}'s key bears another seal`,
      headline: (s) =>
        line`What is recorded of ${s.user}'s AccessKey does not bear this responder's seal: it tells nothing about what was done.`,
      happened: (s) =>
        line`Somebody worked on AccessKey ${s.key} with another state key than the functions', or forged the record.`,
      todo: () =>
        line`Contain the key with the command below, in a shell with the functions' own TOURNIQUET_STATE_KEY: what stands already is written down then, and looked after.`,
    },
  },
  hold: {
    title: (user) => `${user}'s key waits for your decision`,
    headline: (s) => line`${s.user}'s AccessKey is public and nothing was done yet: a person must decide.`,
    todo: () => line`Decide: contain the key with the command below.`,
  },
  held: {
    title: (user) => `${user}'s key: the deny stays, and something waits for your decision`,
    headline: (s) => line`The deny on ${s.user} stays. What was reported besides waits for your decision.`,
    todo: () =>
      line`Decide: read the reason below, and act with the command if it is right. The deny stays either way.`,
  },
  released: {
    title: (user) => `${user} was released; nothing was changed since`,
    headline: (s) =>
      line`${s.user} was released by ${s.released?.by ?? 'a person'}, ${s.released?.at ?? ''}: the deny is off since.`,
    todo: () => line`Nothing, if you know of that release. If not, contain the key with the command below.`,
    seen: () =>
      line`Somebody else used the key (calls below). Was that known when it was released? If not, contain it again with the command below.`,
  },
  closed: {
    title: (user) => `the incident of ${user}'s key is closed; look at what was seen since`,
    headline: (s) =>
      line`The incident of AccessKey ${s.key} of ${s.user} was closed by ${s.released?.by ?? 'a person'}, ${s.released?.at ?? ''}. Nothing was changed since.`,
    todo: () => line`Read the calls below. Was that known when it was closed? If not, look into it now.`,
  },
  none: {
    title: (user) => `nothing was done for ${user}'s key`,
    headline: (s) => line`Nothing was done for ${s.user}'s AccessKey.`,
    todo: () => line`Read the reason below.`,
  },
};
