/**
 * What the commands of a rotation call with a key that signs them: root's new key is asked for by them, and their own calls
 * say nothing of the workload. `of-keys`: it is root's for this one command, and looks after keys alone; `all`: a person
 * works with it, so that it signs whatever this tool calls.
 */
export type OwnCalls = 'of-keys' | 'all';

/** What RamRootService calls. */
const OF_KEYS: ReadonlySet<string> = new Set([
  'sts:getcalleridentity',
  'ram:listaccesskeys',
  'ram:getaccesskeylastused',
  'ram:createaccesskey',
  'ram:updateaccesskey',
  'ram:deleteaccesskey',
]);
const SERVICES: Readonly<Record<OwnCalls, ReadonlySet<string>>> = {
  'of-keys': new Set(['sts', 'ram']),
  // What a person's commands call in his name, the journal in OSS among it.
  all: new Set([
    'sts',
    'ram',
    'ims',
    'oss',
    'actiontrail',
    'kms',
    'sas',
    'bssopenapi',
    'fc',
    'eventbridge',
    'log',
    'sls',
  ]),
};

/** Whether a last use of this service may be by a command of this tool: it does not tell which call it was. Pure. */
export function mayBeOwnUse(service: string | undefined, own: OwnCalls): boolean {
  return service === undefined || service === '' || SERVICES[own].has(service.toLowerCase());
}

/** Whether an event may be of a command of this tool. Pure. */
export function mayBeOwnEvent({ service, name }: { service: string; name: string }, own: OwnCalls): boolean {
  if (own === 'all') return mayBeOwnUse(service, own);
  return OF_KEYS.has(`${service}:${name}`.toLowerCase());
}
