import { type Check, finding, ifActive, OK, withKnown } from './check';
import { aKey } from './samples';

/** By what his policies let through, whatever they are called and however he came to them. */
export const keyAdministrator: Check<'key'> = {
  id: 'key-administrator',
  about: 'key',
  severity: 'high',
  title: {
    en: 'Active AccessKey of a user who can give himself any right',
    zh: '启用中的 AccessKey 属于拥有管理员权限的用户',
  },
  advice: {
    en: 'Give the program a policy with just what it calls; keep administrator rights for people who sign in with a second factor.',
    zh: '请只授予程序实际调用所需的权限；管理员权限只留给使用 MFA 登录的人。',
  },
  equals: [
    'config:ram-policy-no-statements-with-admin-access-check',
    'prowler:ram_policy_no_administrative_privileges',
    'cloudrec:ALI_CLOUD_RAMUser_202501081111_272084',
  ],
  judge: (key) =>
    // Root's keys have checks of their own.
    key.owner.type === 'root'
      ? OK
      : ifActive(key, () =>
          withKnown(key.administrator, (administrator) =>
            administrator ? finding('his policies make him an administrator', '其权限策略等同于管理员') : OK,
          ),
        ),
  samples: {
    fires: aKey({ administrator: { value: true } }),
    passes: aKey({ active: { value: false }, administrator: { value: true } }),
  },
};
