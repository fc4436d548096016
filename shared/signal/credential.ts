import { isOfKnownForm } from '../ids';

/**
 * What a call was made with. `console`: a login's session at the console. `session`: temporary credentials of STS. `key`:
 * an AccessKey. `untold`: an id of none of their forms, which the event does not explain: an AccessKey, for RAM's contract
 * tells no form of its ids, or a console's own, for no document says that a console leaves none.
 */
export type Credential = 'console' | 'session' | 'key' | 'untold';

/**
 * By what an ActionTrail event tells, and nothing that the caller writes (a user agent). Sources: ActionTrail, "Management
 * event structure" (`eventType`: ConsoleOperation, ConsoleSignin and ConsoleSignout are the console's, and most of what is
 * done there is an ApiCall all the same); its samples of ActionTrail, RAM and IMS (a call at the console bears no
 * AccessKey id; one by a key bears its id, `f6IzzFZMmzNwEI4d` in 2016; one by a role's session `STS.`); the sample of
 * Realtime Compute's console (`TMP.`). Pure.
 */
export function credentialOf(
  accessKeyId: string | null | undefined,
  eventType: string | undefined | null = undefined,
): Credential {
  if (/^Console/i.test(eventType ?? '')) return 'console';
  if (accessKeyId === undefined || accessKeyId === null || accessKeyId === '') return 'console';
  if (accessKeyId.startsWith('TMP.')) return 'console';
  if (accessKeyId.startsWith('STS.')) return 'session';
  return accessKeyId.startsWith('LTAI') || isOfKnownForm(accessKeyId) ? 'key' : 'untold';
}
