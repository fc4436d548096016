import { type IsOfForm, isMap } from './seal';

/** Whether a value that somebody else may have written is what its readers take for granted. Pure. */
export type IsForm = (value: unknown) => boolean;

export const isText: IsForm = (value) => typeof value === 'string';
export const isListOf =
  (isItem: IsForm): IsForm =>
  (value) =>
    Array.isArray(value) && value.every(isItem);
export const isTexts = isListOf(isText);
export const isMaps = isListOf(isMap);

/** A map that has all of these members, each of its form. */
export const has =
  (members: Readonly<Record<string, IsForm>>): IsForm =>
  (value) =>
    isMap(value) && Object.entries(members).every(([name, isMember]) => isMember(value[name]));

export const orNull =
  (isIt: IsForm): IsForm =>
  (value) =>
    value === null || isIt(value);
export const orAbsent =
  (isIt: IsForm): IsForm =>
  (value) =>
    value === undefined || isIt(value);

/** What a look has shown, or why it could not be checked. */
export const isLookedOf =
  (isValue: IsForm): IsForm =>
  (look) =>
    isMap(look) && ('value' in look ? isValue(look['value']) : isText(look['couldNotCheck']));

const isBoolean: IsForm = (value) => typeof value === 'boolean';
const isKey = has({ id: isText, status: isText });

export const isSteps = isListOf(has({ step: isText, ok: isBoolean, detail: isText, at: isText }));
export const isKeys = isListOf(isKey);
export const isLastUse: IsForm = (value) =>
  isMap(value) && (value['kind'] === 'unknown' ? isText(value['why']) : isText(value['kind']));
export const isVerification = has({
  state: isText,
  problems: isTexts,
  residual: isLookedOf(isTexts),
  givesPower: orAbsent(isTexts),
});

const isPolicies = isListOf(has({ name: isText, type: isText }));

const isLogin = has({
  mfaBindRequired: orAbsent(isBoolean),
  passwordResetRequired: orAbsent(isBoolean),
  createdAt: orAbsent(isText),
});

/** The user as he was, as the object beside the journal keeps him. */
export const isBeforeState: IsOfForm = has({
  userName: isText,
  keys: isKeys,
  policies: isLookedOf(isPolicies),
  groups: isLookedOf(isListOf(has({ name: isText, policies: isPolicies }))),
  loginProfile: isLookedOf((value) => isBoolean(value) || isLogin(value)),
  mfa: isLookedOf((value) => isBoolean(value) || isText(value)),
});
