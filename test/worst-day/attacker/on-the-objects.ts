import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

const PREFIX = 'ak-tourniquet/';

export const ON_THE_OBJECTS: readonly Attack[] = [
  {
    name: {
      en: 'lays objects of a class of archive, which OSS hands out to nobody, in the place of a task, a waiting mail, the right to send it, the lists of leaks and of watched keys, the heartbeat and the incident’s first entry, and calls a second one packed; then has the deny taken off',
      zh: '把 OSS 不会交出的归档类型对象放到计划任务、待发邮件、发送权、泄露列表、监视列表、心跳和事件第一条日志的位置，并把第二条标为压缩数据；随后使拒绝策略被移除',
    },
    did: {
      en: 'takes each for a stranger’s, as one without our seal, and goes on with the others; contains, records behind them, puts the deny back within the minute',
      zh: '把每一个都当作没有我们签名的外来对象，继续处理其余的；限制，在其后记录，一分钟内恢复拒绝策略',
    },
    told: { en: 'contained; memory was tampered with, and which objects', zh: '已限制；记忆被篡改，以及哪些对象' },
    remains: {
      en: 'the objects: delete them. One that is refused for another reason (a key of KMS that nobody else may use) is told by its name as not read and stops no other; in the place of a journal’s entry it keeps that journal from being read, so that this key’s deny is not put back',
      zh: '这些对象：请删除。因其他原因被拒绝的对象（别人不能使用的 KMS 密钥）会按名称告知未能读取，不妨碍其余；若放在日志条目的位置，该日志便无法读取，这个 AccessKey 的拒绝策略也就不会恢复',
    },
    play: async () => {
      const scene = await Scene.start();
      const { accountId } = scene.sandbox;
      const lays = async (key: string, headers: object = { 'x-oss-storage-class': 'Archive' }): Promise<void> => {
        const put = () => scene.oss().put(`${PREFIX}${key}`, Buffer.from('no gzip'), { headers });
        expect(await scene.goes(put)).toBe(true);
      };
      const journal = `incidents/${accountId}/${scene.leaked.accessKeyId}/journal`;
      const told = ['schedule/2020-01-01T000000Z--LTAI5tMadeUp0000001--finish.json', 'outbox/mail/zzz.json'];
      const laid = [...told, 'watched.json', 'seen.json', 'heartbeat.json', `${journal}/000001.json`];
      for (const key of [...laid, 'outbox/lease/mail/999999999999.json']) await lays(key);
      await lays(`${journal}/000002.json`, { 'content-encoding': 'gzip' });
      await scene.leaks();
      scene.isDenied();
      await scene.minute();
      const { world } = scene.sandbox;
      detachPolicy(world, userNamed(world, THIEF), policyNamed(world, 'Custom', QUARANTINE));
      await scene.minute(2);
      expect(await scene.power()).toBe(0);
      expect(scene.wronged).toEqual([]);
      for (const key of [...told, 'watched.json', '000001.json', '000002.json']) expect(scene.told).toContain(key);
      return scene;
    },
  },
];
