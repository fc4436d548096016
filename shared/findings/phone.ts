import type { AuditEvent } from '../evidence/types';
import { parameter } from './parameters';

/** Country codes of one and of two digits (ITU-T E.164 assignments; area codes behind 1 begin with 2 to 9); every other one has three. */
const SHORT = /^(1(?=[2-9])|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const LONG = /^[2-9]\d\d/;
const MAINLAND = '86';
/** A mobile number of the mainland as it is dialled there. */
const AT_HOME = /^1[3-9]/;

/**
 * The country code of the first number that a message goes to outside of mainland China; undefined: none, or it cannot be
 * told. Numbers of the mainland come with `86`, `+86`, `0086` or bare, others with their country code, with or without
 * `+` or `00` (Short Message Service, "SendSms", `PhoneNumbers`; "SendMessageToGlobe", `To`). Trails mask the last digits. Pure.
 */
export function countryCalled(event: AuditEvent): string | undefined {
  const numbers = parameter(event, 'PhoneNumbers', 'PhoneNumber', 'PhoneNumberJson', 'To')?.slice(0, 2000) ?? '';
  for (const [, international, digits = ''] of numbers.matchAll(/(\+|\b00)?(\d+)[\d*xX]*/g)) {
    if (international === undefined && AT_HOME.test(digits)) continue;
    const code = SHORT.exec(digits)?.[0] ?? LONG.exec(digits)?.[0];
    if (code !== undefined && code !== MAINLAND) return code;
  }
  return undefined;
}
