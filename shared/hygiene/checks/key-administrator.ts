import type { Way } from '../../ram-policy/escalation';
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
          withKnown(key.administrator, (administrator) => (administrator ? finding(...pathOf(administrator)) : OK)),
        ),
  samples: {
    fires: aKey({ administrator: { value: { how: 'join-group', name: 'admins' } } }),
    passes: aKey({ active: { value: false }, administrator: { value: { how: 'any-right' } } }),
  },
};

/** By which call he becomes one, in both languages. */
function pathOf(way: Way): [en: string, zh: string] {
  switch (way.how) {
    case 'any-right':
      return ['his policies make him an administrator', '其权限策略等同于管理员'];
    case 'own-user':
      return ['may attach any right to himself', '可以给自己附加任意权限'];
    case 'resource-manager':
      return ['may attach any right to himself through Resource Management', '可以通过资源管理给自己附加任意权限'];
    case 'own-group':
      return [
        `may attach any right to group ${way.name}, which he is in`,
        `可以给自己所在的用户组 ${way.name} 附加任意权限`,
      ];
    case 'join-group':
      return [
        `may add himself to group ${way.name}, which has administrator power`,
        `可以把自己加入拥有管理员权限的用户组 ${way.name}`,
      ];
    case 'raise-group':
      return [
        `may attach any right to group ${way.name} and add himself to it`,
        `可以给用户组 ${way.name} 附加任意权限并把自己加入`,
      ];
    case 'take-role':
      return [`may take role ${way.name}, which has administrator power`, `可以扮演拥有管理员权限的角色 ${way.name}`];
    case 'trusted-role':
      return [
        `may let himself into role ${way.name}, which has administrator power`,
        `可以修改信任策略，从而扮演拥有管理员权限的角色 ${way.name}`,
      ];
    case 'raise-role':
      return [`may attach any right to role ${way.name} and take it`, `可以给角色 ${way.name} 附加任意权限并扮演它`];
    case 'own-policy':
      return [`may rewrite policy ${way.name}, which he has`, `可以改写自己拥有的权限策略 ${way.name}`];
    case 'key-of':
      return [`may make an AccessKey for ${way.name}, an administrator`, `可以为管理员 ${way.name} 创建 AccessKey`];
    case 'login-of':
      return [`may make a console login for ${way.name}, an administrator`, `可以为管理员 ${way.name} 开通控制台登录`];
    case 'password-of':
      return [
        `may set the console password of ${way.name}, an administrator`,
        `可以重设管理员 ${way.name} 的控制台密码`,
      ];
  }
}
