import { serviceCodesOf } from '../../../shared/ram-policy/service-codes';

test.each<readonly [string, readonly string[]]>([
  ['Ecs', ['ecs']],
  ['Oss', ['oss']],
  ['Ack', ['cs']],
  ['Aegis', ['yundun-aegis', 'yundun-sas']],
  ['Sas', ['yundun-sas', 'yundun-aegis']],
  ['BssOpenApi', ['bssapi', 'bss']],
  ['Dysmsapi', ['dysms']],
  ['EcsWorkbench', ['ecs-workbench', 'ecs']],
  ['ElasticDesktop', ['ecd']],
  ['Gws', ['ecd', 'gws']],
  ['Ims', ['ram', 'ims']],
  ['Sls', ['log']],
  ['Sts-aliyun', ['sts']],
  ['constructor', ['constructor']],
  ['', ['']],
])('RAM knows %s as %j', (service, codes) => {
  expect(serviceCodesOf(service)).toEqual(codes);
});
