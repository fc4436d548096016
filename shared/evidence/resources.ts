import { isObject, object } from '../signal/loose';
import { detail } from './event';
import type { AuditEvent } from './types';

/** A call names more only to be long. */
const MOST = 50;
/** Shorter names, and such, are everywhere. */
const TELLS = /^(?!\*$).{3,300}$/s;

/**
 * The things that a call was about, as ActionTrail names them: `resourceName` (several by commas) and
 * `referencedResources` (type -> names). Empty where it names none.
 */
export function resourcesOf(event: AuditEvent): string[] {
  const named = (detail(event, 'resourceName') ?? '').split(/[,;]/);
  const referenced = Object.values(object(event.raw, 'referencedResources') ?? {}).flatMap((names) =>
    Array.isArray(names) ? names : isObject(names) ? Object.values(names) : [names],
  );
  const words = [...named, ...referenced].flatMap((name) => (typeof name === 'string' ? [name.trim()] : []));
  return [...new Set(words.filter((word) => TELLS.test(word)))].slice(0, MOST);
}
