import type { TrailEvent, TrailIdentity } from '../world/events';
import type { World } from '../world/world';
import { currentRequest } from './current-request';
import { withoutSecrets } from './secrets';
import type { AuditNote, Caller, CallRecord } from './types';

/** Calls that ActionTrail marks: they change who may do what, or what is seen (eventAttributes.SensitiveAction). */
const SENSITIVE =
  /^(Create(User|AccessKey|LoginProfile|Role|Policy.*)|Delete.*|Attach.*|Detach.*|Update(AccessKey|LoginProfile|Role)|AddUserToGroup|SetDefaultPolicyVersion|StopLogging|UpdateTrail)$/;

/** The ActionTrail event of one call; field names by the event's reference (ActionTrail, "Event structure"). */
export function trailEvent(
  world: World,
  caller: Caller,
  call: Omit<CallRecord, 'time'>,
  note: AuditNote,
  at: Date,
): TrailEvent {
  const requestId = note.requestId ?? world.newId('request');
  const request = currentRequest();
  const host = note.isGlobal ? `${call.service}.aliyuncs.com` : `${call.service}.${note.region}.aliyuncs.com`;
  const resource = note.resourceType && note.resourceName ? { type: note.resourceType, name: note.resourceName } : null;
  return {
    eventId: world.newId('request'),
    eventVersion: 1,
    eventName: call.action,
    eventRW: note.write ? 'Write' : 'Read',
    eventSource: host,
    eventTime: isoSeconds(at),
    eventType: 'ApiCall',
    eventCategory: 'Management',
    serviceName: note.serviceName,
    acsRegion: note.isGlobal ? world.globalRegion : note.region,
    isGlobal: note.isGlobal,
    requestId,
    recipientAccountId: world.accountId,
    sourceIpAddress: note.sourceIp ?? request?.sourceIp ?? 'Internal',
    userAgent: note.userAgent ?? request?.headers['user-agent'] ?? '',
    userIdentity: identityOf(caller, at),
    ...(note.apiVersion ? { apiVersion: note.apiVersion } : {}),
    requestParameters: {
      ...(withoutSecrets(call.parameters) as Record<string, unknown>),
      RequestId: requestId,
      HostId: host,
      AcsProduct: note.serviceName,
    },
    ...(note.responseElements === undefined ? {} : { responseElements: withoutSecrets(note.responseElements) }),
    ...(resource
      ? {
          resourceType: resource.type,
          resourceName: resource.name,
          referencedResources: { [resource.type]: [resource.name] },
        }
      : {}),
    ...(call.errorCode ? { errorCode: call.errorCode, errorMessage: note.errorMessage ?? call.errorCode } : {}),
    ...(SENSITIVE.test(call.action) ? { eventAttributes: { SensitiveAction: 'true' } } : {}),
    additionalEventData: { Scheme: 'http' },
  };
}

function identityOf(caller: Caller, at: Date): TrailIdentity {
  return {
    type: caller.type,
    accountId: caller.accountId,
    principalId: caller.principalId,
    userName: caller.userName,
    accessKeyId: caller.accessKeyId,
    sessionContext: {
      attributes: { mfaAuthenticated: 'false', creationDate: isoSeconds(caller.sessionStart ?? at) },
    },
  };
}

/** `yyyy-MM-ddTHH:mm:ssZ`, the form of all times in RAM answers and ActionTrail events. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
