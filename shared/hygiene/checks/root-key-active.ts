import { type Check, couldNotCheck, finding, OK, withKnown } from './check';
import { aRoot } from './samples';

export const rootKeyActive: Check<'root'> = {
  id: 'root-key-active',
  about: 'root',
  severity: 'critical',
  title: { en: 'The account itself (root) has an active AccessKey', zh: '主账号有启用中的 AccessKey' },
  advice: {
    en: 'Give the program a RAM user or a role with just the rights that it needs, then disable the root key in the console and delete it. No policy can restrict it.',
    zh: '请为程序创建只有所需权限的 RAM 用户或角色，然后在控制台禁用并删除主账号的 AccessKey。任何策略都限制不了它。',
  },
  equals: ['config:root-ak-check', 'prowler:ram_no_root_access_key', 'cloudrec:ALI_CLOUD_Account_202501081111_689362'],
  judge: ({ keys, stale }) =>
    withKnown(keys, (all) => {
      const active = all.filter((key) => 'value' in key.active && key.active.value).length;
      if (active > 0)
        return finding(
          `${active} active root ${active === 1 ? 'key' : 'keys'}`,
          `${active} 个启用中的主账号 AccessKey`,
        );
      const unread = all.map((key) => key.active).find((known) => 'couldNotCheck' in known);
      if (unread && 'couldNotCheck' in unread) return couldNotCheck(unread.couldNotCheck);
      return stale === undefined ? OK : couldNotCheck(stale);
    }),
  samples: {
    fires: aRoot({ keys: { value: [{ active: { value: true }, lastUse: { value: 'never' } }] } }),
    passes: aRoot(),
  },
};
