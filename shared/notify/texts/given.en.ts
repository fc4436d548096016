import { line } from '../message';
import type { Texts } from './keys';

/** What a release or an approval came to. */
export const givenEn: Texts['given'] = {
  released: {
    title: (user) => `${user} is released; the power is back`,
    headline: (s) => line`${s.user} is released: the deny of this tool is off again.`,
    todo: () =>
      line`Nothing, if you know of it; keys that were disabled stay so unless the release named them. If you do not: somebody gave the power back to a leaked key. Contain it again with the command below.`,
  },
  approved: {
    title: (user) => `containment of ${user} was approved`,
    headline: (s) => line`A person approved the containment of ${s.user}'s AccessKey.`,
    todo: () => line`Rotate the key. The next message tells how the containment went.`,
  },
  releasedNothing: {
    title: (user) => `the key of ${user} will not be contained for this leak`,
    headline: (s) =>
      line`A person decided not to contain ${s.user}'s AccessKey for this leak. Nothing was taken off the user.`,
    todo: () => line`Nothing, if you know of it. If not: contain the key with the command below.`,
  },
  releasedKept: {
    title: (user) => `a key of ${user} is released, the deny stays`,
    headline: (s) =>
      line`This AccessKey of ${s.user} is released. The deny on the user stays, because another of its keys is contained.`,
    todo: () => line`Release the other key, too, when it is dealt with: that takes the deny off.`,
  },
  releasedLeft: {
    title: (user) => `${user} is released, and a deny is left on the user`,
    headline: (s) =>
      line`This AccessKey of ${s.user} is released, but a deny of this tool is on the user still (below): no record says that a containment put it there.`,
    todo: () => line`If the power is to be back whole, release it with --all-denies, as below.`,
  },
  releasedUndone: {
    title: (user) => `the release of ${user} is NOT complete`,
    headline: (s) =>
      line`The release of ${s.user} is NOT complete: part of the deny is still there (failed steps below).`,
    todo: () => line`Run the release again with the command below.`,
  },
};
