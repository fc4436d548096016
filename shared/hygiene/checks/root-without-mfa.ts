import { type Check, finding, OK, withKnown } from './check';
import { aRoot } from './samples';

export const rootWithoutMfa: Check<'root'> = {
  id: 'root-without-mfa',
  about: 'root',
  severity: 'critical',
  title: {
    en: 'The account itself (root) signs in without multi-factor authentication',
    zh: '主账号未启用 MFA',
  },
  advice: {
    en: 'Bind a device in the console, as the account itself; keep a second one where two people can reach it.',
    zh: '请以主账号登录控制台绑定 MFA 设备，并准备一个两人可以取用的备用设备。',
  },
  equals: ['config:root-mfa-check'],
  judge: ({ mfa }) => withKnown(mfa, (bound) => (bound ? OK : finding('no device is bound', '未绑定 MFA 设备'))),
  samples: { fires: aRoot({ mfa: { value: false } }), passes: aRoot() },
};
