/** RAM's codes of a service where they are not ActionTrail's name in lower case (domain facts: "RAM policy language"). */
const CODES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  ack: ['cs'],
  aegis: ['yundun-aegis', 'yundun-sas'],
  bssopenapi: ['bssapi', 'bss'],
  dysmsapi: ['dysms'],
  ecsworkbench: ['ecs-workbench', 'ecs'],
  elasticdesktop: ['ecd'],
  gws: ['ecd', 'gws'],
  ims: ['ram', 'ims'],
  sas: ['yundun-sas', 'yundun-aegis'],
  sls: ['log'],
  'sts-aliyun': ['sts'],
};

/** The codes under which RAM policies may speak of a service, as ActionTrail names it; the usual one first. */
export function serviceCodesOf(serviceName: string): readonly [string, ...string[]] {
  const name = serviceName.toLowerCase();
  return (Object.hasOwn(CODES, name) ? CODES[name] : undefined) ?? [name];
}
