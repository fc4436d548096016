import {
  has,
  isKeys,
  isLastUse,
  isListOf,
  isMaps,
  isSteps,
  isText,
  isTexts,
  isVerification,
  orAbsent,
  orNull,
} from './forms';
import { type IsOfForm, isMap, isTime } from './seal';

/** Whether an object of a journal has the form of an entry, with what the fold cannot do without. Pure. */
export const isEntry: IsOfForm = (content) => {
  const { type, seq, at, previous } = content;
  return (
    typeof type === 'string' &&
    Number.isSafeInteger(seq) &&
    isTime(at) &&
    (previous === null || typeof previous === 'string') &&
    (!Object.hasOwn(NEEDED, type) || NEEDED[type]?.(content) === true)
  );
};

const isDecision = has({ row: isText, verdict: isText, reason: isText, actions: isMaps, findings: isTexts });
const isLogins = isListOf(has({ userName: isText, userId: orAbsent(isText) }));

/** Without a state key anybody may have written what lies there. Of a later version's types nothing is known. */
const NEEDED: Readonly<Record<string, IsOfForm>> = {
  decision: has({
    signal: has({ leakId: isText, published: isMap }),
    owner: orNull(has({ type: isText })),
    decision: isDecision,
    mayDisable: isTexts,
    keysBefore: orNull(isKeys),
    lastUse: orAbsent(isLastUse),
    made: orAbsent(isMaps),
  }),
  outcome: has({
    decision: isDecision,
    lastUse: isLastUse,
    steps: isSteps,
    verification: orNull(isVerification),
    userId: orAbsent(isText),
    frozen: orAbsent(isMaps),
  }),
  followed: has({ key: isText, userId: orAbsent(isText) }),
  misplaced: has({ leakId: isText, userName: isText, carries: isTexts }),
  fence: has({ step: isMap }),
  logins: has({ taken: isLogins, suspected: isLogins }),
  release: has({ by: isText, reason: isText, steps: isSteps, leakIds: isTexts }),
  'release-intent': has({ by: isText, reason: isText, leakIds: isTexts }),
};
