import type { AuditEvent } from './types';

/** RAM's code of a service where it is not ActionTrail's name in lower case (domain facts: "RAM policy language"). */
const CODES: Readonly<Record<string, readonly string[]>> = {
  ims: ['ram', 'ims'],
  sas: ['yundun-sas', 'yundun-aegis'],
  bssopenapi: ['bssapi', 'bss'],
  dysmsapi: ['dysms'],
  sls: ['log'],
  aegis: ['yundun-aegis', 'yundun-sas'],
  'sts-aliyun': ['sts'],
  ecsworkbench: ['ecs-workbench', 'ecs'],
  gws: ['ecd', 'gws'],
  cloudphoto: ['cloudphoto'],
};

/** The names under which RAM policies may speak of an event's call: `Ims CreateUser` -> `ram:CreateUser`. */
export function ramActionsOf(event: Pick<AuditEvent, 'service' | 'name'>): readonly string[] {
  const service = event.service.toLowerCase();
  const codes = Object.hasOwn(CODES, service) ? CODES[service] : undefined;
  return (codes ?? [service]).map((code) => `${code}:${event.name}`);
}
