import { alertChannelsOf } from '../../../shared/config';
import { LEAST, ROBOT, SANDBOX } from './environment';

const MAIL = {
  TOURNIQUET_SMTP_URL: 'smtps://u:p@mail.example.com',
  TOURNIQUET_MAIL_FROM: 'a@b.example',
  TOURNIQUET_MAIL_TO: 'c@d.example',
};

test('finds the channels of a configuration that is otherwise useless', () => {
  expect(
    alertChannelsOf({
      TOURNIQUET_MODE: 'maybe',
      TOURNIQUET_UNKNOWN: 'x',
      TOURNIQUET_LANGUAGE: 'en',
      TOURNIQUET_DINGTALK_URL: ROBOT,
      TOURNIQUET_DINGTALK_SECRET: 'SECx',
      ...MAIL,
      TOURNIQUET_WEBHOOK_URL: 'https://alerts.example.com/hook',
    }),
  ).toEqual({
    language: 'en',
    dingTalk: { url: ROBOT, secret: { kind: 'plain', value: 'SECx' } },
    mail: { smtpUrl: { kind: 'plain', value: MAIL.TOURNIQUET_SMTP_URL }, from: 'a@b.example', to: ['c@d.example'] },
    webhookUrl: 'https://alerts.example.com/hook',
  });
});

test('leaves out the channel that does not parse, and keeps the others', () => {
  const environment = {
    ...LEAST,
    ...MAIL,
    TOURNIQUET_MAIL_TO: 'nobody',
    TOURNIQUET_DINGTALK_URL: 'http://robot.example',
  };
  expect(alertChannelsOf(environment)).toEqual({ language: 'zh', webhookUrl: LEAST.TOURNIQUET_WEBHOOK_URL });
});

test('tries a robot whose secret does not parse without it', () => {
  const environment = { TOURNIQUET_DINGTALK_URL: ROBOT, TOURNIQUET_DINGTALK_SECRET: 'kms:' };
  expect(alertChannelsOf(environment)).toEqual({ language: 'zh', dingTalk: { url: ROBOT } });
});

test('sends to loopback only beside a sandbox', () => {
  const local = { TOURNIQUET_WEBHOOK_URL: 'http://127.0.0.1:9/webhook' };
  expect(alertChannelsOf(local).webhookUrl).toBeUndefined();
  expect(alertChannelsOf({ ...SANDBOX, ...local }).webhookUrl).toBe('http://127.0.0.1:9/webhook');
});

test('finds none in an empty environment, and speaks Chinese', () => {
  expect(alertChannelsOf({ TOURNIQUET_LANGUAGE: 'latin' })).toEqual({ language: 'zh' });
});
