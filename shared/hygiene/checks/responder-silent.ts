import { type Check, finding, OK, withKnown } from './check';
import { aResponder, SAMPLE_NOW } from './samples';

const SILENT_MS = 10 * 60_000;

export const responderSilent: Check<'responder'> = {
  id: 'responder-silent',
  about: 'responder',
  severity: 'critical',
  title: { en: 'The responder has not run for more than 10 minutes', zh: '响应程序已超过 10 分钟没有运行' },
  advice: {
    en: 'Leaks are not being noticed. Look at the function ak-tourniquet-respond: its timer, its log, its failures.',
    zh: '目前无法发现泄露。请检查函数 ak-tourniquet-respond 的定时触发器、日志和错误。',
  },
  equals: [],
  judge: ({ heartbeat }, now) =>
    withKnown(heartbeat, (beat) => {
      if (beat === 'never') return finding('it has never run', '从未运行过');
      if (beat === 'forged') return finding('its heartbeat was written by somebody else', '它的心跳记录由他人写入');
      const ms = now.getTime() - beat.getTime();
      if (ms <= SILENT_MS) return OK;
      const minutes = Math.floor(ms / 60_000);
      return finding(`last seen ${minutes} minutes ago`, `最近一次运行在 ${minutes} 分钟前`);
    }),
  samples: {
    fires: aResponder({ heartbeat: { value: new Date(SAMPLE_NOW.getTime() - SILENT_MS - 1000) } }),
    passes: aResponder({ heartbeat: { value: new Date(SAMPLE_NOW.getTime() - SILENT_MS) } }),
  },
};
