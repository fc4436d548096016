import { CLI } from '../../command-line';
import { type Check, couldNotCheck, finding, OK } from './check';
import { aResponder } from './samples';

/** A thief who may write policies takes the teeth out of the deny before he needs to. */
export const denyChanged: Check<'responder'> = {
  id: 'deny-changed',
  about: 'responder',
  severity: 'critical',
  title: {
    en: "The responder's policies are missing or do not say what set-up wrote",
    zh: '响应程序的权限策略缺失，或内容与部署时不同',
  },
  advice: {
    en: `Run ${CLI} setup: it puts them back. Contained users are not denied what they should be until then.`,
    zh: `请运行 ${CLI} setup 恢复。在此之前，被限制的用户并未被真正拒绝。`,
  },
  equals: [],
  judge: ({ quarantine, freeze }) => {
    const all = [
      ['AkTourniquetQuarantine', quarantine],
      ['AkTourniquetFreeze', freeze],
    ] as const;
    const wrong = all.flatMap(([name, look]) =>
      'value' in look && look.value !== 'intact' ? [[name, look.value] as const] : [],
    );
    if (wrong.length > 0)
      return finding(
        wrong.map(([name, what]) => `${name} is ${what}`).join(', '),
        wrong.map(([name, what]) => `${name}${what === 'missing' ? '不存在' : '已被修改'}`).join('，'),
      );
    for (const [, look] of all) if ('couldNotCheck' in look) return couldNotCheck(look.couldNotCheck);
    return OK;
  },
  samples: { fires: aResponder({ quarantine: { value: 'changed' } }), passes: aResponder() },
};
