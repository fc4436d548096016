import { CloudAlreadyThere, CloudCallFailed, CloudNotFound, CloudThrottled } from '../errors';
import { credentialsFault } from './call';

/**
 * An object that lies there and is handed out to nobody as it is: of a class of archive and not restored, a link to nothing,
 * a link to a link. OSS, "The operation is not valid for the object's state"; error codes 0026-00000012, PutSymlink.
 */
const HANDED_OUT_TO_NOBODY = /^(InvalidObjectState|SymlinkTargetNotExist|InvalidTargetType)$/;

/** Whether OSS hands the object out to nobody: whoever may put one there can make it so. */
export const isHandedOutToNobody = (error: unknown): boolean =>
  error instanceof CloudCallFailed && HANDED_OUT_TO_NOBODY.test(error.cloudCode);

/**
 * Whether OSS refuses this one thing, today and tomorrow: an object that is encrypted with a key that we may not use (403),
 * a right that somebody took away. Not what may pass (too many calls, HTTP 5xx, no answer), and not what speaks of the
 * caller's own credentials.
 */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof CloudCallFailed) || credentialsFault(error) !== undefined) return false;
  if (error instanceof CloudThrottled || error instanceof CloudNotFound || error instanceof CloudAlreadyThere)
    return isHandedOutToNobody(error);
  return error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 408;
}
